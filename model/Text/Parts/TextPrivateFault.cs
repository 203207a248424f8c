using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>do_swap_page</c> from the text, for entries of device memory and of pages that move.</summary>
/// <param name="hand">The form of the base.</param>
public sealed class TextPrivateFault(PrivateFaultForm hand) : PrivateFaultForm
{
    private const string Fields = "struct vm_fault";

    private readonly PrivateFaultForm _hand = hand;

    /// <inheritdoc/>
    public override bool HoldsLock => _hand.HoldsLock;

    /// <inheritdoc/>
    public override bool HoldsPage => _hand.HoldsPage;

    /// <summary>Nothing is there only if that is so under the lock of the page table.</summary>
    public override async Routine<bool> Access(Linux linux, AddressSpace mm)
    {
        while (true)
        {
            var entry = await mm.Entry.Load();
            if (AddressSpace.KindOf(entry) is PteKind.Present)
            {
                return true;
            }

            if (entry != 0)
            {
                await SwapIn(linux, mm, entry);
                continue;
            }

            await mm.PageTableLock.Acquire();
            entry = await mm.Entry.Load(Interleave.Memory.MemoryOrder.Plain);
            await mm.PageTableLock.Release();
            if (entry == 0)
            {
                return false;
            }
        }
    }

    /// <summary>By hand: the text puts a private page before it clears the entry, which is a reference to it.</summary>
    public override Routine Zap(Linux linux, AddressSpace mm) => _hand.Zap(linux, mm);

    /// <inheritdoc/>
    protected override async Routine SwapIn(Linux linux, AddressSpace mm, int entry)
    {
        var world = linux.Text;
        var mapped = new MappedAnonymous(world, mm);
        var fault = new StackObject(0, "vmf");
        await world.Invoke(
            "do_swap_page",
            new TextContext(world, null, "", null) { Mapped = mapped },
            [Value.To(fault)],
            Describe(world, fault, mapped, mapped.Decode(entry))
        );
    }

    private static ThreadMemory Describe(TextWorld world, StackObject fault, MappedMemory mapped, Value entry)
    {
        return ThreadMemory
            .Empty.Push(1)
            .Zero(fault, 0, WaitQueueBinding.LayoutOf(world.Code, Fields)?.Size ?? 0)
            .Store(fault, At("vma"), 8, ProcessBinding.VmaOf(world, mapped))
            .Store(fault, At("address"), 8, Value.Of(PageTable.Start))
            .Store(fault, At("pmd"), 8, world.PageTable(mapped).SecondOf(PageTable.Start))
            .Store(fault, At("orig_pte"), 8, entry);

        long At(string member) => WaitQueueBinding.Offset(world.Code, Fields, member);
    }
}
