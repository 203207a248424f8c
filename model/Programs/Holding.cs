namespace PgmapCheck.Model.Programs;

/// <summary>Something that a thread holds when the program starts.</summary>
/// <param name="Kind">A reference to a page, a pin of one, or a use of the static key.</param>
/// <param name="Of">The page; nothing for the key.</param>
public readonly record struct Holding(HoldingKind Kind, Argument Of);
