using System.Collections.Immutable;
using KernelText.Flow;
using KernelText.Types;

namespace KernelText.Programs;

/// <summary>A part of a global object that its initialiser sets; all other bytes are 0.</summary>
/// <param name="Offset">Bytes from its beginning.</param>
/// <param name="Kind">Width and sign.</param>
/// <param name="Number">The value, or, with a symbol, bytes beyond its address.</param>
/// <param name="Symbol">Whose address it is; null for a number.</param>
/// <param name="IsFunction">The symbol is a function.</param>
public sealed record InitialValue(long Offset, ScalarKind Kind, long Number, Symbol? Symbol, bool IsFunction);

/// <summary>An object with static lifetime.</summary>
/// <param name="Symbol">Its name and file.</param>
/// <param name="Type">What it is.</param>
/// <param name="Values">By offset.</param>
/// <param name="WhyUnknown">Why the initialiser could not be read as a whole; null if it was.</param>
public sealed record GlobalObject(Symbol Symbol, CType Type, ImmutableArray<InitialValue> Values, string? WhyUnknown);
