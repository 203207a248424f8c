namespace PgmapCheck.Model.Protocol.LayoutBusyPage;

/// <summary>Where a walk over a file's entries stands.</summary>
/// <param name="Index">The first index that the entry stands for.</param>
/// <param name="Entry">The entry, which nobody has locked; 0 for none.</param>
public readonly record struct EntryPosition(int Index, int Entry);
