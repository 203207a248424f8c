namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Constants that come from generated headers, from the architecture, or from the compiler.</summary>
internal static class Numbers
{
    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("numbers")
            .Number("NULL", 0, "no address", "void *")
            .Number("true", 1, "a boolean", "_Bool")
            .Number("false", 0, "a boolean", "_Bool")
            .Number("PAGE_SHIFT", 12, "of x86-64")
            .Number("PAGE_SIZE", 4096, "of x86-64", "unsigned long")
            .Number("PMD_SHIFT", 13, "a huge page table entry maps two pages here, and no more")
            .Number("PAGE_MASK", -4096, "of x86-64", "unsigned long")
            .Number(
                "MAX_NR_ZONES",
                5,
                "of a usual x86-64 configuration (include/generated/bounds.h); only layouts depend on it"
            )
            .Number("BITS_PER_LONG", 64, "of x86-64")
            .Number("nr_cpu_ids", 1, "one CPU's counters stand for all", "unsigned int")
            .Number("numa_node_id", 0, "one node");
}
