namespace Interleave.Routines;

/// <summary>
/// Vouches for an object that routines may refer to: nothing that a routine can see of it changes while a program is
/// searched, though caches in it may fill. The engine does not look into such an object.
/// </summary>
public interface IImmutable;
