using System.Collections.Immutable;
using KernelText.Meanings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Collects the names of one subsystem.</summary>
/// <param name="group">What the list calls it.</param>
internal sealed class PrimitiveGroup(string group)
{
    private readonly List<Primitive> _all = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<Primitive> All => _all;

    /// <summary>Functions whose arguments are values.</summary>
    public PrimitiveGroup Function(string names, string why, Func<Invocation, Effect> body, bool sleeps = false) =>
        Add(names, why, Meaning.Function, body, sleeps);

    /// <summary>Macros: how their arguments are read, <c>v</c> value, <c>&amp;</c> lvalue, <c>T</c> type, <c>-</c>
    /// text.</summary>
    public PrimitiveGroup Macro(
        string names,
        string arguments,
        string? returns,
        string why,
        Func<Invocation, Effect> body,
        bool sleeps = false
    ) => Add(names, why, new Meaning { Arguments = KindsOf(arguments), Returns = returns }, body, sleeps);

    /// <summary>Names that are a number.</summary>
    public PrimitiveGroup Number(string names, long number, string why, string? type = null) =>
        Add(names, why, new Meaning { Number = number, Returns = type }, null, false);

    /// <summary>Names that are their first argument.</summary>
    public PrimitiveGroup Identity(string names, string why) =>
        Add(names, why, new Meaning { IsIdentity = true }, null, false);

    /// <summary>Names that are ignored, and their arguments with them.</summary>
    public PrimitiveGroup Ignored(string names, string why) => Add(names, why, Meaning.Nothing, null, false);

    /// <summary>Functions without an effect, whose value follows from their arguments.</summary>
    public PrimitiveGroup Value(string names, string why, Func<Invocation, Value> value) =>
        Function(names, why, i => i.Return(value(i)));

    private PrimitiveGroup Add(string names, string why, Meaning meaning, Func<Invocation, Effect>? body, bool sleeps)
    {
        foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _all.Add(new Primitive(name, group, why, meaning, body, sleeps));
        }

        return this;
    }

    private static ImmutableArray<ArgumentKind> KindsOf(string arguments) =>
        [
            .. arguments.Select(c =>
                c switch
                {
                    'v' => ArgumentKind.Value,
                    '&' => ArgumentKind.Address,
                    'T' => ArgumentKind.Type,
                    _ => ArgumentKind.Text,
                }
            ),
        ];
}
