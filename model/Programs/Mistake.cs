namespace PgmapCheck.Model.Programs;

/// <summary>Why a program is not a valid use of the protocol.</summary>
/// <param name="What">In one line.</param>
/// <param name="Thread">The number of the thread; null if it is no thread's.</param>
/// <param name="Call">The number of its call; null if it is none's, or the end's.</param>
public sealed record Mistake(string What, int? Thread = null, int? Call = null);
