using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>migrate_vma_setup</c>, <c>_pages</c> and <c>_finalize</c> from the text. What a driver does between them
/// is as by hand.</summary>
public sealed record TextMigrateVma : MigrateVmaForm
{
    private const string Fields = "struct migrate_vma";

    private static readonly StackObject s_migrate = new(0, "migrate");
    private static readonly StackObject s_source = new(1, "src");
    private static readonly StackObject s_target = new(2, "dst");

    /// <summary>What others wait for is as the base has it.</summary>
    public TextMigrateVma(MigrateVmaForm hand)
        : base(hand) { }

    /// <inheritdoc/>
    public override async Routine ToDevice(Linux linux, AddressSpace mm, HmmDevice device)
    {
        var (context, memory) = await SetUp(linux, mm, "MIGRATE_VMA_SELECT_SYSTEM", null);
        var isWanted = (Source(memory).Number & Migrates(linux)) != 0;
        var target = isWanted ? await linux.Hmm.TryAllocate(linux, device) : null;
        await Finish(linux, context, memory, target);
    }

    /// <inheritdoc/>
    public override async Routine ToRam(Linux linux, AddressSpace mm, Page? fault)
    {
        var (context, memory) = await SetUp(linux, mm, "MIGRATE_VMA_SELECT_DEVICE_PRIVATE", fault);
        var isWanted = PageOf(linux, memory) is not null && (Source(memory).Number & Migrates(linux)) != 0;
        var target = isWanted ? await AllocateRam(linux, mm) : null;
        await Finish(linux, context, memory, target);
    }

    private static long Migrates(Linux linux) => linux.Text.Code.Number("MIGRATE_PFN_MIGRATE");

    private static Value Source(ThreadMemory memory) => memory.Load(s_source, 0, 8, isSigned: false);

    private static Page? PageOf(Linux linux, ThreadMemory memory) =>
        (Source(memory).Number & linux.Text.Code.Number("MIGRATE_PFN_VALID")) != 0
            ? PgmapBinding.WithFrame(linux, Source(memory).Number >> Shift(linux))
            : null;

    private static int Shift(Linux linux) => (int)linux.Text.Code.Number("MIGRATE_PFN_SHIFT");

    private static async Routine<Prepared> SetUp(Linux linux, AddressSpace mm, string select, Page? fault)
    {
        var world = linux.Text;
        var mapped = new MappedAnonymous(world, mm);
        var memory = ThreadMemory
            .Empty.Push(3)
            .Zero(s_migrate, 0, WaitQueueBinding.LayoutOf(world.Code, Fields)?.Size ?? 0)
            .Store(s_migrate, At("vma"), 8, ProcessBinding.VmaOf(world, mapped))
            .Store(s_migrate, At("src"), 8, Value.To(s_source))
            .Store(s_migrate, At("dst"), 8, Value.To(s_target))
            .Store(s_migrate, At("start"), 8, Value.Of(PageTable.Start))
            .Store(s_migrate, At("end"), 8, Value.Of(PageTable.Start + 4096))
            .Store(s_migrate, At("pgmap_owner"), 8, Value.Of(1))
            .Store(s_migrate, At("flags"), 4, Value.Of(world.Code.Number(select)));
        if (fault is not null)
        {
            memory = memory.Store(s_migrate, At("fault_page"), 8, PageBinding.Of(world, fault));
        }

        var context = new TextContext(world, null, "", null) { Mapped = mapped };
        var outcome = await world.Invoke("migrate_vma_setup", context, [Value.To(s_migrate)], memory);
        if (PageOf(linux, outcome.Memory) is { } page)
        {
            linux.Machine.Hold(page.UserReference);
        }

        return new Prepared(context, outcome.Memory);

        long At(string member) => WaitQueueBinding.Offset(world.Code, Fields, member);
    }

    private static async Routine Finish(Linux linux, TextContext context, ThreadMemory memory, Page? target)
    {
        var source = PageOf(linux, memory);
        if (target is not null)
        {
            var frame =
                ((long)PgmapBinding.PfnOf(target) << Shift(linux)) | linux.Text.Code.Number("MIGRATE_PFN_VALID");
            memory = memory.Store(s_target, 0, 8, Value.Of(frame));
        }

        var moved = await linux.Text.Invoke("migrate_vma_pages", context, [Value.To(s_migrate)], memory);
        if (source is not null)
        {
            linux.Machine.Drop(source.UserReference);
        }

        if (target is not null)
        {
            linux.Machine.Drop(target.UserReference);
        }

        await linux.Text.Invoke("migrate_vma_finalize", context, [Value.To(s_migrate)], moved.Memory);
    }

    private readonly record struct Prepared(TextContext Context, ThreadMemory Memory);
}
