using System.Collections.Immutable;
using KernelText.Flow;
using KernelText.Mutation;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Tokens;
using KernelText.Trees;
using PgmapCheck.Model.Harnesses.Primitives;
using PgmapCheck.Model.Text;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;

namespace PgmapCheck.Model.Harnesses;

/// <summary>A harness on a kernel tree, ready to run; and what was run of it.</summary>
public sealed class HarnessText
{
    private readonly HarnessPrimitives _primitives;

    private HarnessText(Harness harness, TextCode code, HarnessPrimitives primitives) =>
        (Harness, Code, _primitives) = (harness, code, primitives);

    /// <summary>The harness.</summary>
    public Harness Harness { get; }

    /// <summary>A bug was put in: what it keeps threads from need not be reached.</summary>
    public bool IsSeeded { get; private init; }

    /// <summary>The tree's functions, and the harness's.</summary>
    public TextCode Code { get; }

    /// <summary>Watches for data races the words that the steps of a recorded schedule do.</summary>
    public void WatchAsIn(IEnumerable<string> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var watch = new RaceWatch();
        Code.Generic.Races = watch.WatchAsIn(steps) ? watch : null;
    }

    /// <summary>Functions that the harness cut off and that were called.</summary>
    public ImmutableArray<string> StubsReached => [.. Code.Use.Called.Where(_primitives.IsStub)];

    /// <summary>Names with a meaning of their own that were called, without <see cref="StubsReached"/>.</summary>
    public ImmutableArray<string> PrimitivesReached => [.. Code.Use.Called.Where(name => !_primitives.IsStub(name))];

    /// <summary>Names in the text that was read that are ignored, with their arguments; what is behind them is not
    /// reached.</summary>
    public ImmutableArray<string> Ignored =>
        [.. Code.Use.Assumed.Where(name => _primitives.Find(name) is { Meaning.IsNothing: true })];

    /// <summary>Functions of the tree that ran, without the harness's own.</summary>
    public ImmutableArray<FlowFunction> Functions =>
        [.. Code.Use.Functions.Where(f => f.Symbol.File != Harness.Unit.Path)];

    /// <summary>Threads of the harness that came to their end in no execution: what is behind was not
    /// looked at.</summary>
    public ImmutableArray<string> ThreadsNeverEnded =>
        [.. Harness.Threads.Where(thread => !HasEnded(thread.Function)).Select(thread => thread.Name)];

    private bool HasEnded(string function) =>
        Code.Use.Functions.Any(f =>
            f.Name == function
            && f.Symbol.File == Harness.Unit.Path
            && Enumerable.Range(0, f.Code.Length).Any(i => f.Code[i] is Return && Code.Use.HasReached(f, i))
        );

    /// <summary>The same harness, with a record of each instruction that is run.</summary>
    public HarnessText RecordedByInstruction() =>
        new(Harness, Code.RecordedByInstruction(), _primitives) { IsSeeded = IsSeeded };

    /// <summary>The same harness with a change of one function of the tree.</summary>
    public HarnessText With(GraphMutation mutation) =>
        new(Harness, Code.With(mutation), _primitives) { IsSeeded = IsSeeded };

    /// <summary>Reads a harness on a tree.</summary>
    /// <param name="harness">The harness.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="configuration">Its options; the harness may change some.</param>
    /// <param name="seed">A bug of the harness's to put in; null for none.</param>
    /// <exception cref="HarnessFormatException">It reads a file that the tree does not have.</exception>
    /// <exception cref="KernelTextException">Its C is not well-formed: file, line and column.</exception>
    public static HarnessText Of(
        Harness harness,
        SourceTree tree,
        Configuration configuration,
        HarnessSeed? seed = null
    )
    {
        ArgumentNullException.ThrowIfNull(harness);
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(configuration);
        if (seed is not null)
        {
            (harness, tree) = seed.In(harness, tree);
        }

        foreach (var (option, value) in harness.Options)
        {
            configuration = configuration.With(option, value);
        }

        var primitives = new HarnessPrimitives(harness);
        var program = new TextProgram(
            HarnessTree.Of(tree, harness),
            configuration,
            new PrimitiveMeanings(primitives),
            [harness.Unit.Path, .. harness.Reads.Select(read => read.File)]
        );
        if (program.FaultsOf(harness.Unit.Path) is [var fault, ..])
        {
            throw new HarnessFormatException(fault);
        }

        var code = new TextCode(program, primitives);
        code.Generic.Races = harness.HasRaces ? new RaceWatch() : null;
        code.Generic.MostServers = new Dictionary<string, int>
        {
            [GenericWork.Places.Name] = harness.Works,
            [GenericTimers.Places.Name] = harness.Timers,
        }.ToImmutableDictionary();
        primitives.Own.UnionWith(program.FunctionsOf(harness.Unit.Path).Select(f => f.Name));
        var text = new HarnessText(harness, code, primitives) { IsSeeded = seed is not null };
        text.RequireBodies(program);
        return text;
    }

    // A body that is not C is one instruction without a meaning: a mistake in a harness is said before anything runs.
    private void RequireBodies(TextProgram program)
    {
        foreach (var symbol in program.FunctionsOf(Harness.Unit.Path))
        {
            if (
                program.Function(symbol).Code is [NoMeaning { Name: var name, Why: var why }, ..]
                && name == symbol.Name
            )
            {
                throw new HarnessFormatException(why);
            }
        }
    }
}
