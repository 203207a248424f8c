namespace Interleave.Tests.Litmus.Axioms;

/// <summary>What an event is.</summary>
internal enum MemoryEventKind
{
    Read,
    Write,
    Full,
    ReadBarrier,
    WriteBarrier,
    AfterAtomic,
}
