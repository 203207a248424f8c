namespace PgmapCheck.Model.Programs;

/// <summary>Where in a scenario file what it declares is, so that a mistake is shown at its place.</summary>
/// <param name="firstLine">The file's first line, for what is missing.</param>
internal sealed class ScenarioPlaces(ScenarioLine firstLine)
{
    private readonly List<(Place Place, List<Place> Calls)> _threads = [];
    private readonly List<Place> _expectations = [];
    private readonly Dictionary<string, Place> _declarations = [];

    public void AddDeclaration(string name, ScenarioLine line, int column) =>
        _declarations[name] = new Place(line, column);

    public void AddThread(ScenarioLine line, int column) => _threads.Add((new Place(line, column), []));

    /// <summary>A call of the last thread.</summary>
    public void AddCall(ScenarioLine line, int column) => _threads[^1].Calls.Add(new Place(line, column));

    public void AddExpectation(ScenarioLine line, int column) => _expectations.Add(new Place(line, column));

    /// <summary>The mistake at its place.</summary>
    public ScenarioFormatException Error(Mistake mistake)
    {
        var place =
            mistake is { Thread: { } thread, Call: { } call } ? _threads[thread].Calls[call]
            : mistake.Thread is { } alone ? _threads[alone].Place
            : mistake.Expectation is { } expectation ? _expectations[expectation]
            : mistake.Declaration is { } name && _declarations.TryGetValue(name, out var declared) ? declared
            : new Place(firstLine, 1);
        return place.Line.Error(place.Column, mistake.What);
    }

    private readonly record struct Place(ScenarioLine Line, int Column);
}
