using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>What a call leaves behind.</summary>
/// <param name="Value">What it returns; 0 of a function that returns nothing.</param>
/// <param name="Memory">The thread's own memory.</param>
internal readonly record struct Outcome(Value Value, ThreadMemory Memory);
