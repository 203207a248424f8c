namespace PgmapCheck.Model.Text.Values;

/// <summary>
/// Something that the text asks for and that has no meaning here. Whoever runs the text turns it into an incomplete run that names file
/// and line.
/// </summary>
/// <param name="what">What has no meaning; one line.</param>
internal sealed class MeaninglessException(string what) : Exception(what);
