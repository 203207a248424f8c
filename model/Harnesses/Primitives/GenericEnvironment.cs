using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>What is around the code that a harness is about: messages, time, modules, users, security.</summary>
internal static class GenericEnvironment
{
    private const string Message = "a message";
    private const string Still = "no time passes that anybody reads; a timeout may be over at any time all the same";
    private const string Output = "what goes to user space is not looked at";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("environment")
            .Ignored(
                "vprintk vprintk_emit vprintk_deferred _printk_deferred printk_deferred printk_once printk_ratelimited "
                    + "pr_alert pr_crit pr_emerg pr_notice pr_cont pr_devel pr_err_ratelimited pr_info_once pr_notice_once "
                    + "pr_info_ratelimited pr_debug_once pr_debug_ratelimited pr_emerg_ratelimited pr_crit_once no_printk "
                    + "early_printk hex_dump_to_buffer print_hex_dump print_hex_dump_debug",
                Message
            )
            .Ignored(
                "dev_printk _dev_printk _dev_emerg _dev_alert _dev_crit _dev_err _dev_warn _dev_notice _dev_info "
                    + "dev_emerg dev_alert dev_crit dev_notice dev_err_once dev_warn_once dev_info_once dev_dbg_once "
                    + "dev_err_ratelimited dev_warn_ratelimited dev_info_ratelimited dev_dbg_ratelimited dev_vdbg "
                    + "dev_vprintk_emit dev_printk_emit show_stack show_mem show_regs show_free_areas print_modules "
                    + "stack_trace_print trace_printk __trace_printk add_taint add_device_randomness "
                    + "add_input_randomness",
                Message
            )
            .Value(
                "printk_ratelimit __printk_ratelimit ___ratelimit __ratelimit",
                "no message is left out",
                _ => Value.Of(1)
            )
            .Macro("panic", "-", "void", "a violation", i => Always(i, "panic"))
            .Ignored(
                "seq_printf seq_puts seq_putc seq_write seq_vprintf __seq_puts seq_put_decimal_ull seq_put_decimal_ll "
                    + "seq_put_hex_ll seq_escape seq_escape_mem seq_pad seq_hex_dump seq_bprintf bin2hex",
                Output
            )
            .Ignored("sysfs_emit sysfs_emit_at", Output)
            .Ignored("va_start va_end va_copy __builtin_va_start __builtin_va_end __builtin_va_copy", "for messages")
            .Number("jiffies jiffies_64", 0, Still, "unsigned long")
            .Value(
                "get_jiffies_64 ktime_get ktime_get_raw ktime_get_real ktime_get_boottime ktime_get_ns ktime_get_raw_ns "
                    + "ktime_get_real_ns ktime_get_boottime_ns ktime_get_real_seconds ktime_get_seconds sched_clock "
                    + "local_clock ktime_get_mono_fast_ns ktime_get_coarse ktime_get_coarse_real_ts64 random_get_entropy "
                    + "get_cycles rdtsc rdtsc_ordered",
                Still,
                _ => default
            )
            .Macro(
                "udelay ndelay mdelay __udelay __ndelay __const_udelay",
                "-",
                "void",
                "any time passes",
                i => i.Return(default)
            )
            .Value(
                "get_random_u8 get_random_u16 get_random_u32 get_random_u64 get_random_long get_random_u32_below "
                    + "get_random_u32_inclusive prandom_u32_max get_random_canary prandom_u32_state __get_random_u32_below",
                "0 is as random as any",
                _ => default
            )
            .Value(
                "static_cpu_has _static_cpu_has boot_cpu_has cpu_feature_enabled this_cpu_has cpu_has",
                "the CPU has no features that make a difference",
                _ => default
            )
            .Number("sme_me_mask", 0, "memory is not encrypted", "unsigned long")
            .Number("task_size_max TASK_SIZE_MAX TASK_SIZE", 0x7fff_ffff_f000, "of x86-64", "unsigned long")
            .Macro("mem_cgroup_disabled", "", "_Bool", "memory control groups are off", i => i.Return(Value.Of(1)))
            .Ignored(
                "sched_set_fifo sched_set_fifo_low sched_set_normal set_user_nice sched_setscheduler_nocheck "
                    + "kthread_bind kthread_bind_mask cpu_relax_yield yield",
                "anybody may run at any step"
            )
            .Macro(
                "cgroup_subsys_enabled cgroup_subsys_on_dfl",
                "-",
                "_Bool",
                "control groups are off",
                i => i.Return(default)
            )
            .Number("_RET_IP_ _THIS_IP_", 0, "for messages and tracing", "unsigned long")
            .Macro(
                "__builtin_return_address __builtin_frame_address",
                "-",
                "void *",
                "for messages and tracing",
                i => i.Return(default)
            )
            .Value("try_module_get", "no module is unloaded", _ => Value.Of(1))
            .Ignored("__module_get module_put module_put_and_kthread_exit", "no module is unloaded")
            .Value(
                "capable ns_capable ns_capable_noaudit capable_noaudit perfmon_capable",
                "root asks",
                _ => Value.Of(1)
            )
            .Ignored("might_alloc fs_reclaim_acquire fs_reclaim_release might_fault", "for CONFIG_PROVE_LOCKING")
            .Ignored(
                "lock_acquire lock_release lock_map_acquire lock_map_release lock_map_acquire_read rwsem_acquire "
                    + "rwsem_acquire_read rwsem_release mutex_acquire mutex_acquire_nest mutex_release spin_acquire "
                    + "spin_release lock_map_acquire_try lock_sync lock_set_subclass lock_contended lock_acquired "
                    + "seqcount_acquire seqcount_acquire_read seqcount_release sched_annotate_sleep "
                    + "debug_check_no_locks_freed debug_check_no_locks_held debug_check_no_obj_freed check_heap_object "
                    + "rcu_lock_acquire rcu_lock_release rcu_try_lock_acquire rcu_lock_release srcu_lock_acquire "
                    + "srcu_lock_release might_lock_read might_lock_nested might_lock_write",
                "for CONFIG_PROVE_LOCKING"
            )
            .Ignored(
                "psi_memstall_enter psi_memstall_leave delayacct_freepages_start delayacct_freepages_end "
                    + "task_io_account_read task_io_account_write count_vm_event count_vm_events __count_vm_event "
                    + "__count_vm_events add_rchar add_wchar inc_syscr inc_syscw add_disk_randomness "
                    + "profile_hit touch_nmi_watchdog touch_softlockup_watchdog touch_all_softlockup_watchdogs "
                    + "rcu_sched_qs rcu_softirq_qs rcu_cpu_stall_reset account_idle_ticks vm_events_fold_cpu "
                    + "mod_node_page_state __mod_node_page_state mod_zone_page_state __mod_zone_page_state "
                    + "inc_node_page_state dec_node_page_state inc_zone_page_state dec_zone_page_state "
                    + "__inc_node_page_state __dec_node_page_state __inc_zone_page_state __dec_zone_page_state",
                "statistics"
            );

    /// <summary>Beginnings of names that stand for something that is switched off; they return 0.</summary>
    public static ReadOnlySpan<string> Prefixes =>
        new[] { "security_", "audit_", "mem_cgroup_", "memcg_", "obj_cgroup_", "psi_", "delayacct_", "acct_" };

    /// <summary>What has a meaning by its prefix.</summary>
    public static Primitive? Find(string name)
    {
        foreach (var prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return new Primitive(
                    name,
                    "environment",
                    Off,
                    KernelText.Meanings.Meaning.Function,
                    i => i.Return(default)
                );
            }
        }

        return null;
    }

    /// <summary>Why such a name returns 0.</summary>
    public const string Off = "security modules, auditing, accounting and memory control groups are off: 0";

    private static Effect Always(Invocation i, string what)
    {
        i.Linux.Warn(i.Position.Name, $"{what}, {i.Position.Place}");
        return i.Return(default);
    }
}
