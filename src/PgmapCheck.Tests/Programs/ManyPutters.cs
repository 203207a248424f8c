using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Tests.Programs;

/// <summary>Putters that read and write a count in two steps.</summary>
internal static class ManyPutters
{
    public static void FillThree(Machine machine) => Fill(machine, "page->_refcount", ["put", "unpin", "migration"]);

    /// <summary>Short enough for three columns.</summary>
    public static void FillShort(Machine machine)
    {
        var count = machine.Cell("count", 3);
        for (var i = 0; i < 3; i++)
        {
            machine.Fiber($"CPU {i}", () => DecTwice(count));
        }

        machine.Properties.AtEnd("no reference is left", state => state[count] == 0 ? null : $"{state[count]} left");
    }

    public static void FillFour(Machine machine) =>
        Fill(
            machine,
            "page->_refcount of a page that is mapped twice",
            ["direct I/O completion", "unpin_user_pages of RDMA", "migration to the device", "truncate"]
        );

    private static void Fill(Machine machine, string name, string[] roles)
    {
        var count = machine.Cell(name, roles.Length);
        var reference = machine.Resource("reference to page");
        for (var i = 0; i < roles.Length; i++)
        {
            machine.Fiber($"CPU {i} ({roles[i]})", () => PutRef(machine, count, reference), false, reference);
        }

        machine.Properties.AtEnd("no reference is left", state => state[count] == 0 ? null : $"{state[count]} left");
    }

    [RoutineName("put_devmap_managed_page_refs")]
    private static async Routine PutRef(Machine machine, Cell count, Resource reference)
    {
        await DecTwice(count);
        machine.Drop(reference);
    }

    // A call that returns and is made again.
    [RoutineName("dec")]
    private static async Routine DecTwice(Cell count)
    {
        var value = await Read(count);
        await Read(count);
        await count.Store(value - 1);
    }

    [RoutineName("page_ref_count")]
    private static async Routine<int> Read(Cell count) => await count.Load();
}
