namespace Interleave.Tests.RandomPrograms;

/// <summary>Some fibers with one body: the very same object, so that the engine sees that they are the same.</summary>
internal sealed record Role(int Fibers, Block Body, bool IsDaemon)
{
    public override string ToString() => $"{Fibers} x {Body}{(IsDaemon ? " daemon" : "")}";
}
