using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>What the kernel's authors thought impossible.</summary>
internal static class Assertions
{
    private const string Debug = "compiled only into kernels for debugging (CONFIG_DEBUG_VM, CONFIG_PROVE_LOCKING)";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("assertions")
            .Macro("WARN_ON WARN_ON_ONCE", "v", "int", "a violation if it triggers; its value is the condition's", Warn)
            .Macro("dev_WARN", "-", "void", "a violation", i => Always(i, "dev_WARN"))
            .Macro("dev_WARN_ONCE", "-v-", "int", "a violation if it triggers", i => Warn(i, 1))
            .Macro("WARN WARN_ONCE WARN_TAINT_ONCE", "v-", "int", "a violation if it triggers", Warn)
            .Macro("BUG_ON", "v", "void", "a violation if it triggers", Warn)
            .Macro("BUG", "", "void", "a violation", i => Always(i, "BUG"))
            .Ignored("VM_BUG_ON VM_BUG_ON_PAGE VM_BUG_ON_FOLIO VM_BUG_ON_VMA VM_BUG_ON_MM VM_BUG_ON_PGFLAGS", Debug)
            .Ignored("VM_WARN_ON VM_WARN_ON_ONCE VM_WARN_ON_FOLIO VM_WARN_ON_ONCE_FOLIO VM_WARN_ON_ONCE_PAGE", Debug)
            .Ignored(
                "ASSERT xfs_assert_ilocked xfs_isilocked STATIC_KEY_CHECK_USE BUILD_BUG_ON BUILD_BUG static_assert",
                Debug
            )
            .Ignored(
                "lockdep_assert_held lockdep_assert_held_write lockdep_assert_cpus_held lockdep_assert_irqs_disabled",
                Debug
            )
            .Ignored("lockdep_assert_once lockdep_assert lockdep_assert_not_held might_lock", Debug);

    private static Effect Warn(Invocation i) => Warn(i, 0);

    private static Effect Warn(Invocation i, int condition)
    {
        if (i[condition].IsTrue && !IsLeftToProperties(i))
        {
            i.Linux.Warn(i.Position.Name, $"{i.Call.Texts[condition]}, {i.Position.Place}");
        }

        return i.Return(Value.Of(i[condition].IsTrue));
    }

    // That a page is in use when its entry goes is watched by a property: the warning would end executions before the
    // blocks go.
    private static bool IsLeftToProperties(Invocation i) =>
        i.Position.Name == "dax_disassociate_entry"
        && i.Call.Texts[0].Contains("page_ref_count", StringComparison.Ordinal);

    private static Effect Always(Invocation i, string what)
    {
        i.Linux.Warn(i.Position.Name, $"{what}, {i.Position.Place}");
        return i.Return(default);
    }
}
