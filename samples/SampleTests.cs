using Interleave;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Search;

namespace Samples;

/// <summary>
/// How programs are checked in xunit: a form that is right must be proved, and of one that is wrong the message must
/// show how.
/// </summary>
public sealed class SampleTests
{
    private static readonly SearchOptions s_weak = SearchOptions.Default with
    {
        Memory = MemoryModel.Weak,
        Liveness = Liveness.Off,
    };

    [Fact]
    public void A_tagged_stack_holds_no_node_in_use() => Prove(TreiberStack.Program(isTagged: true));

    [Fact]
    public void A_stack_without_tags_has_the_ABA_problem() =>
        Find("not true that no node on the stack is in use", TreiberStack.Program(isTagged: false));

    [Fact]
    public void A_ring_buffer_keeps_order() => Prove(RingBuffer.Program(RingBufferForm.Correct));

    [Fact]
    public void A_ring_buffer_that_publishes_first_is_read_too_early() =>
        Find("item 1 is read as 0", RingBuffer.Program(RingBufferForm.PublishesFirst));

    [Fact]
    public void Release_order_is_needed_on_a_weak_memory_only()
    {
        Prove(RingBuffer.Program(RingBufferForm.WithoutRelease));
        Prove(RingBuffer.Program(RingBufferForm.Correct), s_weak);
        Find("items arrive in order", RingBuffer.Program(RingBufferForm.WithoutRelease), s_weak);
    }

    [Fact]
    public void A_reader_writer_lock_excludes() => Prove(ReaderWriterLock.Program(isAtomic: true));

    [Fact]
    public void A_lock_that_looks_first_lets_a_reader_in_beside_the_writer() =>
        Find("1 writers and 1 readers", ReaderWriterLock.Program(isAtomic: false));

    [Fact]
    public void A_seqlock_shows_one_write() => Prove(Seqlock.Program(marksBeginning: true));

    [Fact]
    public void A_writer_that_does_not_mark_the_beginning_is_read_half() =>
        Find("a reader sees one write", Seqlock.Program(marksBeginning: false));

    [Fact]
    public void A_reference_count_frees_once() => Prove(ReferenceCount.Program(looksAgain: false));

    [Fact]
    public void A_count_that_is_read_again_frees_twice() =>
        Find("double free", ReferenceCount.Program(looksAgain: true));

    private static void Prove(ConcurrentProgram program, SearchOptions? options = null) =>
        Checker.Check(program, options).ThrowUnlessProved();

    private static void Find(string words, ConcurrentProgram program, SearchOptions? options = null)
    {
        var failure = Assert.Throws<CheckFailedException>(() => Checker.Check(program, options).ThrowIfViolated());
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.All(failure.Message.Split('\n'), line => Assert.InRange(line.Length, 0, 75));
    }
}
