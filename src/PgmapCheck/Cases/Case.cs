using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Traces;
using PgmapCheck.Model.Harnesses;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Cases;

/// <summary>A program to check, and the names it goes by.</summary>
/// <param name="Kernel">The release, such as <c>v4.18</c>.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="Program">What to search.</param>
internal sealed record Case(string Kernel, string Scenario, ConcurrentProgram Program)
{
    /// <summary>The properties that it says it violates, none if it says that it is clean; null if it says
    /// nothing.</summary>
    public ImmutableArray<string>? Expects { get; init; }

    /// <summary>The scenario file that it is from; null if the model has it.</summary>
    public string? File { get; init; }

    /// <summary>The user's assembly with which it is checked; null without one.</summary>
    public string? Assembly { get; init; }

    /// <summary>The functions of a kernel tree that it runs; null for a kernel by hand.</summary>
    public TextCode? Code { get; init; }

    /// <summary>What of them it has run so far; null for a kernel by hand.</summary>
    public TextUse? Text => Code?.Use;

    /// <summary>The harness on the tree, with what of it has run so far; null if it is none.</summary>
    public HarnessText? Harness { get; init; }

    /// <summary>What a command that follows its trace needs beside the files: the kernel tree of a harness, a
    /// user's assembly.</summary>
    public ImmutableArray<string> ReplayOptions { get; init; } = [];

    /// <summary>What <c>check</c> needs beside these and the file to come to the same case; a recorded schedule says it
    /// itself.</summary>
    public ImmutableArray<string> CheckOptions { get; init; } = [];

    /// <summary>To be done before its program follows a recorded schedule; null for nothing.</summary>
    public Action<TraceFile>? Prepare { get; init; }

    /// <summary>The known bug behind a property that it violates on a memory; null where none is.</summary>
    public Func<string, MemoryModel, BugEntry?> Explain { get; init; } = static (_, _) => null;

    /// <summary>Its name on the command line and in trace files.</summary>
    public string Name => Program.Name;
}
