namespace PgmapCheck.Model.Programs;

/// <summary>A process whose anonymous memory, one page of it, may be on a device.</summary>
/// <param name="Name">What the program calls it.</param>
/// <param name="Pgmap">The private page map that it may be in.</param>
/// <param name="Start">Where it is at first.</param>
public sealed record ProcessDeclaration(string Name, string Pgmap, ProcessStart Start);
