using Interleave.Memory;

namespace PgmapCheck.Model.Kernel;

/// <summary>A page table entry that may map a page.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Value">What it contains while it maps the page.</param>
public sealed record Mapping(Cell Entry, int Value);
