using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary><c>struct mm_struct</c> of a process with one mapping, and the mapping's <c>struct
/// vm_area_struct</c>.</summary>
internal static class ProcessBinding
{
    private const string Mm = "struct mm_struct";

    private static readonly StructBinding s_mm = StructBinding.Of<MappedMemory>(
        Mm,
        ("page_table_lock", static (_, mapped) => new LockField(mapped.Lock))
    );

    private static readonly StructBinding s_vma = StructBinding.Of<MappedMemory>(
        "struct vm_area_struct",
        ("vm_mm", static (world, mapped) => Constant(mapped, "vm_mm", MmOf(world, mapped))),
        ("vm_start", static (_, mapped) => Constant(mapped, "vm_start", Value.Of(PageTable.Start))),
        ("vm_end", static (_, mapped) => Constant(mapped, "vm_end", Value.Of(PageTable.Start + (mapped.Length << 12)))),
        ("vm_pgoff", static (_, mapped) => Constant(mapped, "vm_pgoff", default)),
        ("vm_flags", static (world, mapped) => Constant(mapped, "vm_flags", Value.Of(FlagsOf(world, mapped)))),
        ("vm_page_prot", static (_, mapped) => Constant(mapped, "vm_page_prot", Value.Of(Pte.Table))),
        (
            "vm_ops",
            static (world, mapped) => Constant(mapped, "vm_ops", mapped is MappedFile ? OpsOf(world, mapped) : default)
        ),
        (
            "vm_file",
            static (world, mapped) =>
                Constant(
                    mapped,
                    "vm_file",
                    mapped is MappedFile { File: var file } ? FileBinding.FileOf(world, file) : default
                )
        )
    );

    // Nothing of a file system's operations is called by way of the mapping.
    private static readonly StructBinding s_ops = StructBinding.Of<MappedMemory>(
        "struct vm_operations_struct",
        ("find_special_page", static (_, mapped) => Constant(mapped, "find_special_page", default)),
        ("pfn_mkwrite", static (_, mapped) => Constant(mapped, "pfn_mkwrite", Value.Of(1))),
        ("page_mkwrite", static (_, mapped) => Constant(mapped, "page_mkwrite", Value.Of(1)))
    );

    private static readonly StructBinding s_current = StructBinding.Of<MappedMemory>(
        "struct task_struct",
        ("mm", static (world, mapped) => Constant(mapped, "mm", MmOf(world, mapped))),
        ("flags", static (_, mapped) => Constant(mapped, "flags", default))
    );

    /// <summary>The address of the memory of the process that has something mapped.</summary>
    public static Value MmOf(TextWorld world, MappedMemory mapped) =>
        Value.To(world.Object(s_mm, mapped, $"mm of {mapped.Name}"));

    /// <summary>The address of the lock of its page table.</summary>
    public static Value LockOf(TextWorld world, MappedMemory mapped) =>
        MmOf(world, mapped) with
        {
            Number = WaitQueueBinding.Offset(world.Code, Mm, "page_table_lock"),
        };

    /// <summary>The address of its mapping.</summary>
    public static Value VmaOf(TextWorld world, MappedMemory mapped) =>
        Value.To(world.Object(s_vma, mapped, $"vma of {mapped.Name}"));

    /// <summary>The address of a thread of the process that does not sleep.</summary>
    public static Value CurrentOf(TextWorld world, MappedMemory mapped) =>
        Value.To(world.Object(s_current, mapped, "current"));

    private static Value OpsOf(TextWorld world, MappedMemory mapped) =>
        Value.To(world.Object(s_ops, mapped, $"vm_ops of {mapped.Name}"));

    private static long FlagsOf(TextWorld world, MappedMemory mapped)
    {
        long flags = 0;
        foreach (
            var flag in (ReadOnlySpan<string>)(
                mapped is MappedFile
                    ? ["VM_READ", "VM_WRITE", "VM_SHARED", "VM_MAYREAD", "VM_MAYWRITE", "VM_MIXEDMAP"]
                    : ["VM_READ", "VM_WRITE", "VM_MAYREAD", "VM_MAYWRITE"]
            )
        )
        {
            flags |= world.Code.Number(flag);
        }

        return flags;
    }

    private static ConstantField Constant(MappedMemory mapped, string member, Value value) =>
        new($"{mapped.Name}->{member}", value);
}
