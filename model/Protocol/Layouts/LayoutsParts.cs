using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.Layouts;

/// <summary>The parts of the protocol that are about waiting for pages in use before blocks are given away.</summary>
public interface ILayoutsParts
{
    /// <summary><c>dax_layout_busy_page</c>.</summary>
    LayoutBusyPageForm LayoutBusyPage { get; }

    /// <summary><c>xfs_break_layouts</c>, <c>ext4_break_layouts</c>.</summary>
    BreakLayoutsForm BreakLayouts { get; }

    /// <summary>Truncation.</summary>
    TruncateForm Truncate { get; }
}

/// <summary>The parts of the code that a kernel runs.</summary>
public static class LayoutsParts
{
    extension(Linux linux)
    {
        /// <summary><c>dax_layout_busy_page</c>.</summary>
        public LayoutBusyPageForm LayoutBusyPage => linux.Code.Parts<ILayoutsParts>().LayoutBusyPage;

        /// <summary><c>xfs_break_layouts</c>, <c>ext4_break_layouts</c>.</summary>
        public BreakLayoutsForm BreakLayouts => linux.Code.Parts<ILayoutsParts>().BreakLayouts;

        /// <summary>Truncation.</summary>
        public TruncateForm Truncate => linux.Code.Parts<ILayoutsParts>().Truncate;
    }
}
