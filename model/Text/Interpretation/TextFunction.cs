using System.Collections.Immutable;
using KernelText.Flow;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>A C function that can be run: its flow graph, and what the interpreter knows about its
/// instructions.</summary>
internal sealed class TextFunction
{
    private readonly ImmutableArray<Position> _positions;

    /// <summary>Makes a flow graph ready to run.</summary>
    public TextFunction(FlowFunction flow)
    {
        Flow = flow;
        Note = GhostNotes.Find(flow.Name);
        _positions = [.. Enumerable.Range(0, flow.Code.Length).Select(i => new Position(this, i))];
        Entry = new Position(this, -1);
    }

    /// <summary>The graph.</summary>
    public FlowFunction Flow { get; }

    /// <summary>What properties have to know when it is entered; null for nothing.</summary>
    public Action<TextContext, ReadOnlySpan<Value>>? Note { get; }

    /// <summary>The kernel's name for it.</summary>
    public string Name => Flow.Name;

    /// <summary>Where it is when it has just been entered.</summary>
    public Position Entry { get; }

    /// <summary>Where it is before an instruction.</summary>
    public Position At(int index) => _positions[index];

    /// <summary>
    /// Whether an access, or a call, has an address or arguments that depend on what the instruction brings in: what
    /// comes behind an address dependency stays behind (tools/memory-model/Documentation/explanation.txt).
    /// </summary>
    public bool IsFollowed(int index) => Flow.Followed[index];
}
