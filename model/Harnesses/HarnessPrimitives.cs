using KernelText.Meanings;
using PgmapCheck.Model.Harnesses.Primitives;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses;

/// <summary>
/// What names mean in a harness: first what it says itself, then what generic objects give them. What its own C defines
/// is read.
/// </summary>
/// <param name="harness">The harness.</param>
internal sealed class HarnessPrimitives(Harness harness) : IPrimitives
{
    private readonly Dictionary<string, Primitive> _stubs = harness.Stubs.ToDictionary(
        s => s.Key,
        s => StubOf(s.Key, s.Value)
    );

    private readonly Dictionary<string, Primitive> _numbers = harness.Numbers.ToDictionary(
        n => n.Key,
        n => new Primitive(n.Key, "harness", "as the harness says", new Meaning { Number = n.Value })
    );

    /// <summary>Functions of the harness itself; set before anything is read.</summary>
    public HashSet<string> Own { get; } = [];

    /// <inheritdoc/>
    public bool IsOfProtocol => false;

    /// <inheritdoc/>
    public Primitive? Find(string name) =>
        Own.Contains(name) ? null
        : _stubs.TryGetValue(name, out var stub) ? stub
        : _numbers.TryGetValue(name, out var number) ? number
        : harness.FromText.Contains(name) ? null
        : GenericPrimitives.Find(name, harness.HasFaults);

    /// <summary>The name is one that the harness gives a meaning.</summary>
    public bool IsStub(string name) => _stubs.ContainsKey(name) && !Own.Contains(name);

    private static Primitive StubOf(string name, HarnessStub stub) =>
        new(
            name,
            "harness",
            stub.IsDropped ? "dropped by the harness" : "returns a number, as the harness says",
            stub.IsDropped ? new Meaning { Arguments = [ArgumentKind.Text] } : Meaning.Function,
            i => i.Return(Value.Of(stub.Returns))
        );
}
