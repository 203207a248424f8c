using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>__get_user_pages</c>, and the fast path, from the text.</summary>
public sealed record TextGetUserPages : GetUserPagesForm
{
    private readonly string _fast;

    /// <summary>What scenarios ask of the form stays as the base has it.</summary>
    /// <param name="hand">The form of the base.</param>
    /// <param name="fast">What <c>lockless_pages_from_mm</c> is called in the tree.</param>
    public TextGetUserPages(GetUserPagesForm hand, string fast)
        : base(hand) => _fast = fast;

    /// <inheritdoc/>
    public override async Routine<int> SlowMany(
        Linux linux,
        TaskStruct current,
        DaxFile file,
        int first,
        int count,
        int references = 1
    )
    {
        var world = linux.Text;
        var mapped = new MappedFile(world, file);
        var pages = new StackObject(0, "pages");
        // Up to v6.4 the mappings of the pages may be wanted, too.
        var hasVmas = world.Code.Function("__get_user_pages").Flow.Parameters.Length == 7;
        var outcome = await world.Invoke(
            "__get_user_pages",
            new TextContext(world, current, "", null),
            [
                ProcessBinding.MmOf(world, mapped),
                Value.Of(PageTable.Start + ((long)first << 12)),
                Value.Of(count),
                Value.Of(world.Code.Number(references == 1 ? "FOLL_GET" : "FOLL_PIN")),
                Value.To(pages),
                .. hasVmas ? [default(Value), default] : (ReadOnlySpan<Value>)[default],
            ],
            ThreadMemory.Empty.Push(1)
        );
        return Hold(outcome, pages, references);
    }

    /// <inheritdoc/>
    public override async Routine<Page?> Fast(Linux linux, DaxFile file, int index, int references = 1) =>
        await Fast(linux, file, index, 1, references, _fast) == 1 ? file.Pages[index] : null;

    /// <summary>The fast path for neighbouring pages; how many it got.</summary>
    internal static async Routine<int> Fast(
        Linux linux,
        DaxFile file,
        int first,
        int count,
        int references,
        string function
    )
    {
        var world = linux.Text;
        var pages = new StackObject(0, "pages");
        var start = PageTable.Start + ((long)first << 12);
        var outcome = await world.Invoke(
            function,
            new TextContext(world, null, "", null) { Mapped = new MappedFile(world, file) },
            [
                Value.Of(start),
                Value.Of(start + ((long)count << 12)),
                Value.Of(world.Code.Number(references == 1 ? "FOLL_GET" : "FOLL_PIN")),
                Value.To(pages),
            ],
            ThreadMemory.Empty.Push(1)
        );
        return Hold(outcome, pages, references);
    }

    // What the function returns is the caller's.
    private static int Hold(Outcome outcome, StackObject pages, int references)
    {
        var taken = (int)Math.Max(0, outcome.Value.Number);
        for (var i = 0; i < taken; i++)
        {
            var page = outcome.Memory.Load(pages, 8 * i, 8, isSigned: false);
            ((page.Object as BoundObject)?.Subject as Page)?.Hold(references);
        }

        return taken;
    }
}
