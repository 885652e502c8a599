"""The pages of the site: model and issued credentials in, HTML and data files out."""
