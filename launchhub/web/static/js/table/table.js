// Where the table's modules begin: they know each other by plain names, so none of them is loaded twice.
import './grid.js';
