using System.Collections.Immutable;
using Interleave.Routines;
using KernelText.Types;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>release_pages</c> from the text.</summary>
public sealed class TextReleasePages : ReleasePagesForm
{
    /// <summary>The array of pages is the caller's; since v6.4 it is passed within a union.</summary>
    public override Routine Release(Linux linux, ImmutableArray<Page> pages)
    {
        var array = new StackObject(0, "pages");
        var memory = ThreadMemory.Empty.Push(2);
        for (var i = 0; i < pages.Length; i++)
        {
            memory = memory.Store(array, 8 * i, 8, PageBinding.Of(linux.Text, pages[i]));
        }

        var argument = new StackObject(1, "release_pages_arg");
        memory = memory.Store(argument, 0, 8, Value.To(array));
        var takesUnion =
            linux.Text.Code.Function("release_pages").Flow.Parameters[0].Type is RecordType { IsScalar: false };
        return linux.Text.Run(
            "release_pages",
            null,
            [Value.To(takesUnion ? argument : array), Value.Of(pages.Length)],
            memory: memory
        );
    }

    /// <summary>Only <see cref="Release"/> of forms by hand calls it.</summary>
    protected override Routine<bool> PutDevicePage(Linux linux, Page page) => throw new NotSupportedException();
}
