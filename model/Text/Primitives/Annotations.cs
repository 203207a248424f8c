using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Names that tell tools or people something, and do nothing to the protocol.</summary>
internal static class Annotations
{
    private const string Message = "a message";
    private const string Tracing = "tracing and instrumentation";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("annotations")
            .Identity("likely unlikely", "a hint to the compiler")
            .Identity(
                "compound_head virt_to_head_page _compound_head page_fixed_fake_head",
                "no page of a scenario is part of another"
            )
            .Macro("page_folio", "v", "struct folio *", "no page of a scenario is part of another", i => i.Return(i[0]))
            .Value("__builtin_constant_p", "arguments that are tested so are written as constants", _ => Value.Of(1))
            .Ignored(
                "pr_debug pr_err pr_warn pr_info pr_warn_once pr_err_once pr_warn_ratelimited printk _printk",
                Message
            )
            .Ignored(
                "dev_dbg dev_err dev_warn dev_info pci_info pci_err pci_dbg dump_page dump_stack mem_dump_obj",
                Message
            )
            .Ignored("might_sleep might_sleep_if cond_resched", "another thread may run at any step anyway")
            .Ignored("page_ref_tracepoint_active", Tracing)
            .Ignored("barrier prefetch prefetchw nop cpu_relax", "orders nothing between threads")
            .Ignored("mem_cgroup_uncharge mem_cgroup_uncharge_list mem_cgroup_uncharge_folios", "accounting of memory")
            .Ignored("cpus_read_lock cpus_read_unlock", "nothing unplugs a CPU here")
            .Ignored("rcu_lockdep_assert RCU_LOCKDEP_WARN rcu_assert_locked", "for CONFIG_PROVE_RCU")
            .Ignored("__acquire __release __acquires __releases __must_hold", "for sparse");

    /// <summary>Beginnings of names that are all ignored.</summary>
    public static ReadOnlySpan<string> Prefixes =>
        new[] { "trace_", "kasan_", "kcsan_", "kmsan_", "instrument_", "lockdep_", "debug_object_", "kmemleak_" };

    /// <summary>What is ignored by its prefix.</summary>
    public static Primitive? Find(string name)
    {
        foreach (var prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return new Primitive(name, "annotations", Tracing, KernelText.Meanings.Meaning.Nothing);
            }
        }

        return null;
    }
}
