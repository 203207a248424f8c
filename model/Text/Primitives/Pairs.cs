using System.Collections.Frozen;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Primitives of which one undoes what another did: locks, and sections.</summary>
internal static class Pairs
{
    private static readonly FrozenDictionary<string, string> s_families = new (string Family, string Names)[]
    {
        (
            "spin_lock",
            "spin_lock spin_lock_irq spin_lock_bh spin_lock_irqsave spin_trylock raw_spin_lock raw_spin_lock_irq "
                + "raw_spin_lock_irqsave spin_unlock spin_unlock_irq spin_unlock_bh spin_unlock_irqrestore "
                + "raw_spin_unlock raw_spin_unlock_irq raw_spin_unlock_irqrestore"
        ),
        ("mutex_lock", "mutex_lock mutex_lock_nested mutex_trylock mutex_unlock"),
        ("down_write", "down_write down_write_trylock up_write"),
        ("down_read", "down_read up_read"),
        ("i_mmap_lock_read", "i_mmap_lock_read i_mmap_unlock_read"),
        ("filemap_invalidate_lock", "filemap_invalidate_lock filemap_invalidate_unlock"),
        ("lock_page", "lock_page folio_lock trylock_page folio_trylock unlock_page folio_unlock"),
        ("pte_lock", "pte_offset_map_lock get_locked_pte pmd_lock pmd_trans_huge_lock pte_unmap_unlock"),
        ("jump_label_lock", "jump_label_lock jump_label_unlock"),
        ("rcu_read_lock", "rcu_read_lock rcu_read_lock_sched rcu_read_unlock rcu_read_unlock_sched"),
        ("local_irq_save", "local_irq_save local_irq_restore local_irq_disable local_irq_enable"),
    }
        .SelectMany(pair => pair.Names.Split(' '), (pair, name) => KeyValuePair.Create(name, pair.Family))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a primitive has in common with those that it goes with; null for all others.</summary>
    public static string? Find(string primitive) => s_families.GetValueOrDefault(primitive);
}
