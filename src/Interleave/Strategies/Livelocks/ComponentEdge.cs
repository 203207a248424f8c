namespace Interleave.Strategies.Livelocks;

/// <summary>A step from one state of a component to another.</summary>
/// <param name="To">The state after it.</param>
/// <param name="Fiber">The fiber that takes it.</param>
/// <param name="Choice">Which way it goes.</param>
internal readonly record struct ComponentEdge(int To, byte Fiber, ushort Choice);
