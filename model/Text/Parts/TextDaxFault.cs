using Interleave.Routines;
using Interleave.Violations;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>dax_iomap_pte_fault</c> from the text. What a file system does around it, and huge entries, are as the
/// base has them.</summary>
/// <param name="hand">The form of the base.</param>
public sealed class TextDaxFault(DaxFaultForm hand) : DaxFaultForm
{
    private const string Fields = "struct vm_fault";

    private readonly DaxFaultForm _hand = hand;

    /// <inheritdoc/>
    public override Routine<bool> Fault(
        Linux linux,
        TaskStruct current,
        DaxFile file,
        int index,
        bool isWrite = false
    ) =>
        file.PagesPerEntry == 1
            ? OfPage(linux, current, file, index, isWrite)
            : _hand.Fault(linux, current, file, index, isWrite);

    /// <inheritdoc/>
    public override Routine<bool> CopyOnWrite(Linux linux, TaskStruct current, DaxFile file, int index) =>
        _hand.CopyOnWrite(linux, current, file, index);

    /// <inheritdoc/>
    public override Routine ReadPrivate(Linux linux, DaxFile file, int index) => _hand.ReadPrivate(linux, file, index);

    /// <inheritdoc/>
    public override Routine Map(DaxFile file) => _hand.Map(file);

    /// <inheritdoc/>
    public override Routine Unmap(Linux linux, DaxFile file) => _hand.Unmap(linux, file);

    private static async Routine<bool> OfPage(Linux linux, TaskStruct current, DaxFile file, int index, bool isWrite)
    {
        await file.MmapSem.AcquireShared();
        var fault = new StackObject(0, "vmf");
        var result = await linux.Text.Call(
            "dax_iomap_pte_fault",
            current,
            [Value.To(fault), default, default, default],
            memory: Describe(linux.Text, fault, file, index, isWrite)
        );
        await file.MmapSem.ReleaseShared();
        if ((result.Number & ~linux.Text.Code.Number("VM_FAULT_MAJOR")) == 0)
        {
            // __do_fault (mm/memory.c) takes that for "map vmf->page", which nobody has set.
            throw new ViolationException(
                new Violation(
                    ViolationKind.Assertion,
                    KernelRules.NoWildPointers,
                    $"dax_iomap_pte_fault returns {result.Number}, so that __do_fault follows vmf->page, which is NULL"
                )
            );
        }

        return (result.Number & linux.Text.Code.Number("VM_FAULT_SIGBUS")) == 0;
    }

    private static ThreadMemory Describe(TextWorld world, StackObject fault, DaxFile file, int index, bool isWrite)
    {
        var mapped = new MappedFile(world, file);
        var address = PageTable.Start + ((long)index << 12);
        var size = WaitQueueBinding.LayoutOf(world.Code, Fields)?.Size ?? 0;
        return ThreadMemory
            .Empty.Push(1)
            .Zero(fault, 0, size)
            .Store(fault, At("vma"), 8, ProcessBinding.VmaOf(world, mapped))
            .Store(fault, At("pgoff"), 8, Value.Of(index))
            .Store(fault, At("address"), 8, Value.Of(address))
            .Store(fault, At("pmd"), 8, world.PageTable(mapped).SecondOf(address))
            .Store(fault, At("flags"), 4, Value.Of(isWrite ? world.Code.Number("FAULT_FLAG_WRITE") : 0));

        long At(string member) => WaitQueueBinding.Offset(world.Code, Fields, member);
    }
}
