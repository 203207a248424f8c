namespace Interleave.Memory;

/// <summary>Marks the engine's own objects: routines may refer to them, and what changes in them is the engine's
/// memory.</summary>
internal interface IEngineObject;
