"""What every money check reads first: spec documents, tables with named columns, exact amounts, dates, banking days."""
