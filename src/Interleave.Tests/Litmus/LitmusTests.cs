using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Interleave.Memory;
using Interleave.Tests.Litmus.Axioms;

namespace Interleave.Tests.Litmus;

/// <summary>
/// The shapes of the kernel's own litmus tests. Names with a plus sign are those of tools/memory-model/litmus-tests and
/// of Documentation/litmus-tests/atomic; the last column is what is said there. Where ours differ,
/// docs/memory-models.md says why.
/// </summary>
public sealed class LitmusTests
{
    private const bool Yes = true;
    private const bool No = false;

    // What this notation has no words for: its last column is what is said of the kernel's own file.
    private const string WithDependency = "MP+onceassign+derefonce";

    /// <summary>Name, threads, what is asked for, and whether it can be under sc, tso, weak, and by the kernel's
    /// model.</summary>
    public static TheoryData<string, string, string, bool, bool, bool, bool> Tests =>
        new()
        {
            { "SB+poonceonces", "x=1; r0=y | y=1; r0=x", "0:r0=0 1:r0=0", No, Yes, Yes, Yes },
            { "SB+fencembonceonces", "x=1; mb; r0=y | y=1; mb; r0=x", "0:r0=0 1:r0=0", No, No, No, No },
            { "SB with one barrier", "x=1; mb; r0=y | y=1; r0=x", "0:r0=0 1:r0=0", No, Yes, Yes, Yes },
            { "SB with smp_rmb", "x=1; rmb; r0=y | y=1; rmb; r0=x", "0:r0=0 1:r0=0", No, Yes, Yes, Yes },
            { "SB with smp_wmb", "x=1; wmb; r0=y | y=1; wmb; r0=x", "0:r0=0 1:r0=0", No, Yes, Yes, Yes },
            { "SB with smp_store_mb", "x=1:full; r0=y | y=1:full; r0=x", "0:r0=0 1:r0=0", No, No, No, No },
            {
                "SB with releases and acquires",
                "x=1:release; r0=y:acquire | y=1:release; r0=x:acquire",
                "0:r0=0 1:r0=0",
                No,
                Yes,
                Yes,
                Yes
            },
            { "SB+rfionceonce-poonceonces", "x=1; r1=x; r2=y | y=1; r3=y; r4=x", "0:r2=0 1:r4=0", No, Yes, Yes, Yes },
            { "SB with xchg", "xchg(x,1):full; r0=y | xchg(y,1):full; r0=x", "0:r0=0 1:r0=0", No, No, No, No },
            {
                "SB with xchg_relaxed",
                "xchg(x,1):relaxed; r0=y | xchg(y,1):relaxed; r0=x",
                "0:r0=0 1:r0=0",
                No,
                No,
                Yes,
                Yes
            },
            {
                "SB with xchg_release and xchg_acquire",
                "xchg(x,1):release; r0=y | xchg(y,1):acquire; r0=x",
                "0:r0=0 1:r0=0",
                No,
                No,
                Yes,
                Yes
            },
            { "SB with atomic_inc", "x+=1:relaxed; r0=y | y+=1:relaxed; r0=x", "0:r0=0 1:r0=0", No, No, Yes, Yes },
            { "SB with atomic_inc_return", "x+=1:full; r0=y | y+=1:full; r0=x", "0:r0=0 1:r0=0", No, No, No, No },
            {
                "SB with smp_mb__after_atomic",
                "x+=1:relaxed; mb_after; r0=y | y+=1:relaxed; mb_after; r0=x",
                "0:r0=0 1:r0=0",
                No,
                No,
                No,
                No
            },
            {
                "SB with a relaxed decrement on one side",
                "x+=1:relaxed; r0=y | y=1; mb; r0=x",
                "0:r0=0 1:r0=0",
                No,
                No,
                Yes,
                Yes
            },
            { "SB with a store on one side", "x=1; r0=y | y=1; mb; r0=x", "0:r0=0 1:r0=0", No, Yes, Yes, Yes },
            {
                "SB with a lock of each",
                "lock(l); x=1; unlock(l); r0=y | lock(m); y=1; unlock(m); r0=x",
                "0:r0=0 1:r0=0",
                No,
                Yes,
                Yes,
                Yes
            },
            {
                "SB in one lock",
                "lock(l); x=1; r0=y; unlock(l) | lock(l); y=1; r0=x; unlock(l)",
                "0:r0=0 1:r0=0",
                No,
                No,
                No,
                No
            },
            { "MP+poonceonces", "x=1; y=1 | r0=y; r1=x", "1:r0=1 1:r1=0", No, No, Yes, Yes },
            {
                "MP+fencewmbonceonce+fencermbonceonce",
                "x=1; wmb; y=1 | r0=y; rmb; r1=x",
                "1:r0=1 1:r1=0",
                No,
                No,
                No,
                No
            },
            { "MP with smp_wmb alone", "x=1; wmb; y=1 | r0=y; r1=x", "1:r0=1 1:r1=0", No, No, Yes, Yes },
            { "MP with smp_rmb alone", "x=1; y=1 | r0=y; rmb; r1=x", "1:r0=1 1:r1=0", No, No, Yes, Yes },
            {
                "MP+pooncerelease+poacquireonce",
                "x=1; y=1:release | r0=y:acquire; r1=x",
                "1:r0=1 1:r1=0",
                No,
                No,
                No,
                No
            },
            { "MP with a release alone", "x=1; y=1:release | r0=y; r1=x", "1:r0=1 1:r1=0", No, No, Yes, Yes },
            { "MP with an acquire alone", "x=1; y=1 | r0=y:acquire; r1=x", "1:r0=1 1:r1=0", No, No, Yes, Yes },
            { "MP with smp_mb", "x=1; mb; y=1 | r0=y; mb; r1=x", "1:r0=1 1:r1=0", No, No, No, No },
            { "MP+onceassign+derefonce", "x=1; y=1:release | r0=y; r1=x", "1:r0=1 1:r1=0", No, No, Yes, No },
            {
                "MP through a relaxed RMW",
                "x=1; y=1:release | y+=1:relaxed | r0=y:acquire; r1=x",
                "2:r0=2 2:r1=0",
                No,
                No,
                No,
                No
            },
            {
                "MP+polocks",
                "x=1; lock(l); y=1; unlock(l) | lock(l); r0=y; unlock(l); r1=x",
                "1:r0=1 1:r1=0",
                No,
                No,
                No,
                No
            },
            {
                "MP+porevlocks",
                "r0=y; lock(l); r1=x; unlock(l) | lock(l); x=1; unlock(l); y=1",
                "0:r0=1 0:r1=0",
                No,
                No,
                No,
                No
            },
            {
                "MP+unlocklockonceonce+fencermbonceonce",
                "lock(l); x=1; unlock(l); lock(m); y=1; unlock(m) | r1=y; rmb; r2=x",
                "1:r1=1 1:r2=0",
                No,
                No,
                No,
                No
            },
            {
                "MP with one unlock",
                "lock(l); x=1; unlock(l); y=1 | r1=y; rmb; r2=x",
                "1:r1=1 1:r2=0",
                No,
                No,
                Yes,
                Yes
            },
            { "LB+poonceonces", "r0=x; y=1 | r0=y; x=1", "0:r0=1 1:r0=1", No, No, No, Yes },
            {
                "LB+poacquireonce+pooncerelease",
                "r0=x; y=1:release | r0=y:acquire; x=1",
                "0:r0=1 1:r0=1",
                No,
                No,
                No,
                No
            },
            { "R+poonceonces", "x=1; y=1 | y=2; r0=x", "1:r0=0 y=2", No, Yes, Yes, Yes },
            { "R+fencembonceonces", "x=1; mb; y=1 | y=2; mb; r0=x", "1:r0=0 y=2", No, No, No, No },
            { "R with one barrier", "x=1; mb; y=1 | y=2; r0=x", "1:r0=0 y=2", No, Yes, Yes, Yes },
            { "S+poonceonces", "x=2; y=1 | r0=y; x=1", "1:r0=1 x=2", No, No, Yes, Yes },
            { "S+fencewmbonceonce+poacquireonce", "x=2; wmb; y=1 | r0=y:acquire; x=1", "1:r0=1 x=2", No, No, No, No },
            { "S with smp_wmb alone", "x=2; wmb; y=1 | r0=y; x=1", "1:r0=1 x=2", No, No, No, Yes },
            { "S with smp_wmb and a release", "x=2; wmb; y=1 | r0=y; x=1:release", "1:r0=1 x=2", No, No, No, No },
            { "2+2W", "x=1; y=2 | y=1; x=2", "x=1 y=1", No, No, Yes, Yes },
            { "2+2W with smp_wmb", "x=1; wmb; y=2 | y=1; wmb; x=2", "x=1 y=1", No, No, Yes, Yes },
            { "2+2W with smp_mb", "x=1; mb; y=2 | y=1; mb; x=2", "x=1 y=1", No, No, No, No },
            { "ISA2+poonceonces", "x=1; y=1 | r0=y; z=1 | r0=z; r1=x", "1:r0=1 2:r0=1 2:r1=0", No, No, Yes, Yes },
            {
                "ISA2+pooncerelease+poacquirerelease+poacquireonce",
                "x=1; y=1:release | r0=y:acquire; z=1:release | r0=z:acquire; r1=x",
                "1:r0=1 2:r0=1 2:r1=0",
                No,
                No,
                No,
                No
            },
            {
                "ISA2+pooncelock+pooncelock+pombonce",
                "lock(l); x=1; y=1; unlock(l) | lock(l); r0=y; z=1; unlock(l) | r2=z; mb; r1=x",
                "1:r0=1 2:r2=1 2:r1=0",
                No,
                No,
                No,
                No
            },
            {
                "ISA2 with smp_mb and acquires",
                "x=1; mb; y=1 | r0=y:acquire; z=1 | r0=z:acquire; r1=x",
                "1:r0=1 2:r0=1 2:r1=0",
                No,
                No,
                No,
                No
            },
            { "WRC+poonceonces+Once", "x=1 | r0=x; y=1 | r0=y; r1=x", "1:r0=1 2:r0=1 2:r1=0", No, No, Yes, Yes },
            {
                "WRC+pooncerelease+fencermbonceonce+Once",
                "x=1 | r0=x; y=1:release | r0=y; rmb; r1=x",
                "1:r0=1 2:r0=1 2:r1=0",
                No,
                No,
                No,
                No
            },
            { "WRC with smp_wmb", "x=1 | r0=x; wmb; y=1 | r0=y; rmb; r1=x", "1:r0=1 2:r0=1 2:r1=0", No, No, Yes, Yes },
            {
                "WRC with acquires",
                "x=1 | r0=x:acquire; y=1 | r0=y:acquire; r1=x",
                "1:r0=1 2:r0=1 2:r1=0",
                No,
                No,
                Yes,
                Yes
            },
            {
                "WRC with an unlock and a lock",
                "x=1 | r0=x; lock(l); unlock(l); lock(m); y=1; unlock(m) | r0=y; rmb; r1=x",
                "1:r0=1 2:r0=1 2:r1=0",
                No,
                No,
                No,
                Yes
            },
            {
                "IRIW+poonceonces+OnceOnce",
                "x=1 | r0=x; r1=y | y=1 | r0=y; r1=x",
                "1:r0=1 1:r1=0 3:r0=1 3:r1=0",
                No,
                No,
                Yes,
                Yes
            },
            {
                "IRIW+fencembonceonces+OnceOnce",
                "x=1 | r0=x; mb; r1=y | y=1 | r0=y; mb; r1=x",
                "1:r0=1 1:r1=0 3:r0=1 3:r1=0",
                No,
                No,
                No,
                No
            },
            {
                "IRIW with smp_rmb",
                "x=1 | r0=x; rmb; r1=y | y=1 | r0=y; rmb; r1=x",
                "1:r0=1 1:r1=0 3:r0=1 3:r1=0",
                No,
                No,
                Yes,
                Yes
            },
            { "RWC with smp_mb", "x=1 | r0=x; mb; r1=y | y=1; mb; r0=x", "1:r0=1 1:r1=0 2:r0=0", No, No, No, No },
            {
                "Z6.0+pooncerelease+poacquirerelease+fencembonceonce",
                "x=1; y=1:release | r0=y:acquire; z=1:release | z=2; mb; r1=x",
                "1:r0=1 2:r1=0 z=2",
                No,
                No,
                Yes,
                Yes
            },
            {
                "Z6.0+pooncelock+pooncelock+pombonce",
                "lock(l); x=1; y=1; unlock(l) | lock(l); r0=y; z=1; unlock(l) | z=2; mb; r1=x",
                "1:r0=1 2:r1=0 z=2",
                No,
                No,
                Yes,
                Yes
            },
            { "CoRR+poonceonce+Once", "x=1 | r0=x; r1=x", "1:r0=1 1:r1=0", No, No, No, No },
            { "CoRW+poonceonce+Once", "r0=x; x=1 | x=2", "0:r0=2 x=2", No, No, No, No },
            { "CoWR+poonceonce+Once", "x=1; r0=x | x=2", "0:r0=2 x=1", No, No, No, No },
            { "CoWW+poonceonce", "x=1; x=2", "x=1", No, No, No, No },
            { "Atomic-RMW-ops-are-atomic-WRT-atomic_set", "unless(x,1,5):full | x=5", "x=1", No, No, No, No },
            {
                "Atomic-RMW+mb__after_atomic-is-stronger-than-acquire",
                "r0=x; rmb; r1=y | y+=1:relaxed; mb_after; x=1",
                "0:r0=1 0:r1=0",
                No,
                No,
                No,
                No
            },
            {
                "cmpxchg-fail-ordered-1",
                "x=1; r1=cas(z,1,0):full; mb_after; r0=y | y=1; r1=cas(z,1,0):full; mb_after; r0=x",
                "0:r0=0 1:r0=0",
                No,
                No,
                No,
                No
            },
            {
                "cmpxchg-fail-unordered-1",
                "x=1; r1=cas(z,1,0):full; r0=y | y=1; r1=cas(z,1,0):full; r0=x",
                "0:r0=0 1:r0=0",
                No,
                No,
                Yes,
                Yes
            },
            {
                "cmpxchg-fail-ordered-2",
                "x=1; r1=cas(y,0,1):full | r1=cas(y,0,1):full; mb_after; r2=x",
                "0:r1=1 1:r1=0 1:r2=0",
                No,
                No,
                No,
                No
            },
            {
                "cmpxchg-fail-unordered-2",
                "x=1; r1=cas(y,0,1):full | r1=cas(y,0,1):full; r2=x",
                "0:r1=1 1:r1=0 1:r2=0",
                No,
                No,
                Yes,
                Yes
            },
            {
                "MP with an older value between",
                "x=1; y=1:release | r0=y; r1=y:acquire; r2=x | y=2",
                "1:r0=1 1:r1=2 1:r2=0 y=2",
                No,
                No,
                Yes,
                No
            },
            {
                "MP and back by another thread",
                "x=1; wmb; y=1 | r0=y; z=1:release; r1=w:acquire; r2=x | r0=z:acquire; w=1",
                "1:r0=1 1:r1=1 1:r2=0 2:r0=1",
                No,
                No,
                Yes,
                No
            },
            { "an atomic_inc that comes first", "x=5; y=1 | r0=y; x+=1:relaxed", "1:r0=1 x=5", No, No, No, Yes },
            {
                "an xchg that finds an old value",
                "x=5; y=1 | r0=y; r1=xchg(x,6):relaxed",
                "1:r0=1 1:r1=0",
                No,
                No,
                No,
                Yes
            },
            {
                "a cmpxchg that fails on an old value",
                "x=5; y=1 | r0=y; r1=cas(x,5,6):relaxed",
                "1:r0=1 1:r1=0",
                No,
                No,
                No,
                Yes
            },
            { "atomic_inc and smp_rmb", "x=1; wmb; y=1 | y+=1:relaxed; rmb; r0=x", "1:r0=0 y=2", No, No, No, Yes },
            {
                "an acquire of one's own atomic_inc",
                "x=1; wmb; y=1 | y+=1:relaxed; r0=y:acquire; r1=x",
                "1:r0=2 1:r1=0",
                No,
                No,
                No,
                No
            },
            {
                "an acquire of one's own xchg",
                "x=1; wmb; y=1 | r0=xchg(y,2):relaxed; r1=y:acquire; r2=x",
                "1:r0=1 1:r1=2 1:r2=0",
                No,
                No,
                No,
                Yes
            },
            {
                "SB with smp_mb__after_atomic after a store",
                "x=1; mb_after; r0=y | y=1; mb; r0=x",
                "0:r0=0 1:r0=0",
                No,
                Yes,
                No,
                Yes
            },
            { "two increments", "x+=1:relaxed | x+=1:relaxed", "x=1", No, No, No, No },
            { "a wait that ends", "x=1; y=1:release | wait(y,1); r0=x", "1:r0=0", No, No, No, No },
        };

    [Theory]
    [MemberData(nameof(Tests))]
    public void Every_shape_has_its_verdict(
        string name,
        string threads,
        string exists,
        bool sc,
        bool tso,
        bool weak,
        bool _
    )
    {
        var program = LitmusProgram.Parse(threads);
        var verdicts = Enum.GetValues<MemoryModel>()
            .Select(memory => CanBe(program.Outcomes(memory), exists))
            .ToArray();

        Assert.True(
            verdicts is [var a, var b, var c, var d]
                && (a, b, c, d) == (sc, tso, weak, weak || ByLoadBuffering.Contains(name)),
            $"{name}: {string.Join(", ", verdicts)}"
        );
    }

    /// <summary>No column is the engine's word alone; the one test with an address dependency is not written with it
    /// here.</summary>
    [Theory]
    [MemberData(nameof(Tests))]
    public void Every_shape_has_the_verdict_of_oracles_and_axioms(
        string name,
        string threads,
        string exists,
        bool sc,
        bool tso,
        bool weak,
        bool kernel
    )
    {
        var program = LitmusProgram.Parse(threads);

        var byAxioms = CanBe(KernelAxioms.Outcomes(program), exists);

        Assert.Equal(sc, CanBe(StoreBufferOracle.Outcomes(program, false), exists));
        Assert.Equal(tso, CanBe(StoreBufferOracle.Outcomes(program, true), exists));
        Assert.Equal(weak, CanBe(EngineAxioms.Outcomes(program), exists));
        Assert.Equal(name == WithDependency || kernel, byAxioms);
        Assert.Equal(
            Differences.Contains(name), // docs/memory-models.md says why
            CanBe(program.Outcomes(MemoryModel.Weak), exists) != (name == WithDependency ? kernel : byAxioms)
        );
    }

    /// <summary>The table that people read says what is tested.</summary>
    [Fact]
    public void The_document_has_the_same_table()
    {
        var document = File.ReadAllLines(
            Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/memory-models.md")
        );
        var rows = Tests
            .Select(data =>
                $"| {data[0]} | `{((string)data[1]).Replace("|", "\\|", StringComparison.Ordinal)}` | `{data[2]}` | "
                + $"{string.Join(" | ", data[3..].Select(canBe => (bool)canBe ? "yes" : "no"))} |"
            )
            .ToArray();
        var start = Array.FindIndex(document, line => line.StartsWith("| SB+poonceonces |", StringComparison.Ordinal));

        Assert.Equal(rows, document.Skip(start).TakeWhile(line => line.Length > 0));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    /// <summary>Tests on which our weak memory and the kernel's model disagree.</summary>
    internal static ImmutableArray<string> Differences { get; } =
    [
        "MP+onceassign+derefonce",
        "LB+poonceonces",
        "S with smp_wmb alone",
        "WRC with an unlock and a lock",
        "MP with an older value between",
        "MP and back by another thread",
        "an atomic_inc that comes first",
        "an xchg that finds an old value",
        "a cmpxchg that fails on an old value",
        "atomic_inc and smp_rmb",
        "an acquire of one's own xchg",
        "SB with smp_mb__after_atomic after a store",
    ];

    /// <summary>Those of them on which they agree once steps are taken before earlier loads; in all others load
    /// buffering makes no difference.</summary>
    private static ImmutableArray<string> ByLoadBuffering { get; } =
    [
        "LB+poonceonces",
        "S with smp_wmb alone",
        "an atomic_inc that comes first",
        "an xchg that finds an old value",
        "a cmpxchg that fails on an old value",
    ];

    private static bool CanBe(ImmutableSortedSet<string> outcomes, string exists) =>
        outcomes.Any(outcome => exists.Split(' ').All(clause => outcome.Split(' ').Contains(clause)));
}
