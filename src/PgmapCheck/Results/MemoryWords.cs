using Interleave.Memory;

namespace PgmapCheck.Results;

/// <summary>Memory models in words.</summary>
internal static class MemoryWords
{
    /// <summary>As the command line has it: <c>sc</c>, <c>tso</c> or <c>weak</c>; <c>load-buffering</c> with
    /// that.</summary>
    public static string Option(MemoryModel memory) =>
        memory switch
        {
            MemoryModel.Sequential => "sc",
            MemoryModel.LoadBuffering => "load-buffering",
            _ => memory.ToString().ToLowerInvariant(),
        };

    /// <summary>As a line about a verdict has it.</summary>
    public static string Short(MemoryModel memory) =>
        memory == MemoryModel.LoadBuffering ? "weak, load buffering" : Option(memory);

    /// <summary>As a sentence has it.</summary>
    public static string Name(MemoryModel memory) =>
        memory switch
        {
            MemoryModel.Tso => "total store order (x86)",
            MemoryModel.Weak => "the weak memory of docs/memory-models.md",
            MemoryModel.LoadBuffering => "the weak memory of docs/memory-models.md, with load buffering",
            _ => "sequential consistency",
        };

    /// <summary>What a proof under it says and does not say, from "under" to the full stop.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="ends">What it also says, such as ", and every fair execution ends"; only of sequential
    /// consistency.</param>
    public static string Meaning(MemoryModel memory, string ends = "") =>
        memory == MemoryModel.Sequential
            ? $"under sequential consistency{ends}. It says nothing about more threads, more pages or weaker memory "
                + "orders."
            : $"under {Name(memory)}. It says nothing about more threads, more pages, "
                + (
                    memory switch
                    {
                        MemoryModel.Tso => "or weaker memory orders",
                        MemoryModel.LoadBuffering => "or other orders that this memory does not have",
                        _ =>
                            "loads that are done after later stores (load buffering), or other orders that this memory does "
                                + "not have",
                    }
                )
                + ", nor whether every execution ends.";
}
