using Interleave.Memory;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>
/// Static keys, without their instructions: a branch looks at the key's count, which who turns it on or off changes in
/// one step. That instructions are patched one after the other, later than the count, is left out.
/// </summary>
internal static class GenericStaticKeys
{
    private const string Test = "one load of the key's count; no instruction is patched";
    private const string Change = "one atomic step on the key's count; no instruction is patched; may sleep";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("static keys")
            .Macro("static_branch_likely static_branch_unlikely static_key_enabled", "v", "_Bool", Test, i => IsOn(i))
            .Macro("static_key_false static_key_true", "v", "_Bool", Test, i => IsOn(i))
            .Macro("static_branch_maybe", "-v", "_Bool", Test, i => IsOn(i, 1))
            .Macro("static_key_count", "v", "int", Test, i => i.Load(Count(i, 0), MemoryOrder.Once))
            .Macro(
                "static_branch_inc static_key_slow_inc static_branch_inc_cpuslocked static_key_slow_inc_cpuslocked",
                "v",
                "_Bool",
                Change,
                i => Count(i, 0).Add(1, MemoryOrder.Full),
                sleeps: true
            )
            .Macro(
                "static_branch_dec static_key_slow_dec static_branch_dec_cpuslocked static_key_slow_dec_cpuslocked",
                "v",
                "void",
                Change,
                i => Count(i, 0).Add(-1, MemoryOrder.Full),
                sleeps: true
            )
            .Macro(
                "static_branch_enable static_key_enable static_branch_enable_cpuslocked static_key_enable_cpuslocked",
                "v",
                "void",
                Change,
                i => Count(i, 0).Exchange(Value.Of(1), MemoryOrder.Full),
                sleeps: true
            )
            .Macro(
                "static_branch_disable static_key_disable static_branch_disable_cpuslocked "
                    + "static_key_disable_cpuslocked",
                "v",
                "void",
                Change,
                i => Count(i, 0).Exchange(default, MemoryOrder.Full),
                sleeps: true
            );

    // Of struct static_key: enabled comes first.
    private static Field Count(Invocation i, int key) => i.FieldAt(i[key], 4);

    private static Effect IsOn(Invocation i, int key = 0) => i.Load(Count(i, key), MemoryOrder.Once);
}
