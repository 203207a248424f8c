using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Layouts;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>dax_layout_busy_page_range</c> from the text.</summary>
public sealed record TextLayoutBusyPage : LayoutBusyPageForm
{
    /// <summary>Deleting ranges of entries, which came in v6.15, is what the base says.</summary>
    public TextLayoutBusyPage(LayoutBusyPageForm hand)
        : base(hand) { }

    /// <inheritdoc/>
    public override async Routine<Page?> Find(Linux linux, TaskStruct current, DaxFile file, int first, int last)
    {
        var end = last == file.Pages.Length - 1 ? long.MaxValue : ((long)(last + 1) << 12) - 1;
        var found = await linux.Text.Call(
            "dax_layout_busy_page_range",
            current,
            [FileBinding.MappingOf(linux.Text, file), Value.Of((long)first << 12), Value.Of(end)]
        );
        return (found.Object as BoundObject)?.Subject as Page;
    }
}
