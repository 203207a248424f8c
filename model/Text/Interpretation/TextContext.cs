using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>What a running C function can reach. Threads in equal contexts, at equal places, do the same.</summary>
/// <param name="World">The booted kernel.</param>
/// <param name="Task">The thread, if it can sleep.</param>
/// <param name="OutOfLine">
/// The innermost function that is not inline: it has the copies of static branches that run. Empty where that makes no
/// difference.
/// </param>
/// <param name="Subject">Whose memory the function sets up: what it allocates is part of that. Null for
/// nobody's.</param>
internal sealed record TextContext(TextWorld World, TaskStruct? Task, string OutOfLine, SetUp? Subject) : IImmutable
{
    /// <summary>What the process of a thread without a task has mapped; null where nobody asks.</summary>
    public MappedMemory? Mapped { get; init; }

    /// <summary>The booted kernel, as the model has it.</summary>
    public Linux Linux => World.Linux;
}
