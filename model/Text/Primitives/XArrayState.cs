using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>
/// A <c>struct xa_state</c>, a local of the thread: which array, at which index, and whether it stands on an entry. On
/// one it is once it has looked; after <c>xas_reset</c> and the like it has to look again.
/// </summary>
internal readonly record struct XArrayState
{
    private const string Struct = "struct xa_state";

    private readonly StackObject _local;
    private readonly long _start;
    private readonly TextCode _code;

    private XArrayState(TextWorld world, StackObject local, long start, ThreadMemory memory)
    {
        (_local, _start, _code) = (local, start, world.Code);
        var array = memory.Load(local, start + At("xa"), 8, isSigned: false);
        File =
            array.Object is BoundObject { Subject: DaxFile file } && array == FileBinding.PagesOf(world, file)
                ? file
                : throw new MeaninglessException($"the XArray {array}, which is no DAX file's");
        Index = memory.Load(local, start + At("xa_index"), 8, isSigned: false).Number;
        Node = memory.Load(local, start + At("xa_node"), 8, isSigned: false);
    }

    /// <summary>Whose entries.</summary>
    public DaxFile File { get; }

    /// <summary>Where it stands.</summary>
    public long Index { get; }

    /// <summary>What it stands on: the root's address once it has looked, or <c>XAS_RESTART</c>, <c>XAS_BOUNDS</c>, an
    /// error.</summary>
    public Value Node { get; }

    /// <summary>It has to look at its index.</summary>
    public bool MustLook => Node == Value.Of(3);

    /// <summary>It has gone beyond the end, or has an error.</summary>
    public bool IsInvalid => !Node.IsAddress && Node.Number != 3;

    /// <summary>There may be an entry at the index.</summary>
    public bool IsInside => Index >= 0 && Index < File.Pages.Length;

    /// <summary>The first index of the entry that it stands at.</summary>
    public int Head => File.HeadOf((int)Index);

    /// <summary>Reads one from a thread's memory.</summary>
    /// <exception cref="MeaninglessException">It is no local, or not of a file's entries.</exception>
    public static XArrayState Of(Invocation i, int argument) =>
        i[argument].Object is StackObject local
            ? new XArrayState(i.Context.World, local, i[argument].Number, i.Memory)
            : throw new MeaninglessException($"the XArray state {i[argument]} is no local");

    /// <summary>A local that is set up as <c>XA_STATE</c> does.</summary>
    public static ThreadMemory SetUp(
        TextWorld world,
        ThreadMemory memory,
        StackObject local,
        DaxFile file,
        int index,
        int order
    )
    {
        foreach (
            var (member, bytes, value) in (ReadOnlySpan<(string, int, Value)>)
                [
                    ("xa", 8, FileBinding.PagesOf(world, file)),
                    ("xa_index", 8, Value.Of(index)),
                    ("xa_shift", 1, Value.Of(order - (order % 6))),
                    ("xa_sibs", 1, Value.Of((1 << (order % 6)) - 1)),
                    ("xa_offset", 1, default),
                    ("xa_pad", 1, default),
                    ("xa_node", 8, Value.Of(3)),
                    ("xa_alloc", 8, default),
                    ("xa_update", 8, default),
                    ("xa_lru", 8, default),
                ]
        )
        {
            if (WaitQueueBinding.LayoutOf(world.Code, Struct)?.Find(member) is { } found)
            {
                memory = memory.Store(local, found.Offset, bytes, value);
            }
        }

        return memory;
    }

    /// <summary>It stands on the entry of an index.</summary>
    public ThreadMemory Standing(ThreadMemory memory, TextWorld world, long index) =>
        With(With(memory, "xa_index", Value.Of(index)), "xa_node", FileBinding.PagesOf(world, File));

    /// <summary>It has gone beyond the end.</summary>
    public ThreadMemory AtEnd(ThreadMemory memory, long index) =>
        With(With(memory, "xa_index", Value.Of(index)), "xa_node", Value.Of(1));

    /// <summary>It has to look at an index.</summary>
    public ThreadMemory Looking(ThreadMemory memory, long index) =>
        With(With(memory, "xa_index", Value.Of(index)), "xa_node", Value.Of(3));

    private ThreadMemory With(ThreadMemory memory, string member, Value value) =>
        memory.Store(_local, _start + At(member), 8, value);

    private long At(string member) => WaitQueueBinding.Offset(_code, Struct, member);
}
