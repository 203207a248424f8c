namespace KernelText.Types;

/// <summary>
/// How a scalar is held and calculated with: its width, whether it is signed, whether it is an address. A register's
/// number is always the value of its kind, extended to 64 bits: by its sign where <see cref="IsSigned"/>, by zeros
/// otherwise.
/// </summary>
/// <param name="Bytes">1, 2, 4 or 8; 0 only for <see cref="None"/>.</param>
/// <param name="IsSigned">Of two's complement.</param>
/// <param name="IsPointer">An address; 8 bytes, unsigned.</param>
/// <param name="IsBoolean"><c>_Bool</c>: one byte that is 0 or 1.</param>
public readonly record struct ScalarKind(byte Bytes, bool IsSigned, bool IsPointer = false, bool IsBoolean = false)
{
    /// <summary>No value: the kind of a call whose function returns void.</summary>
    public static ScalarKind None => default;

    /// <summary>An address.</summary>
    public static ScalarKind Pointer => new(8, false, true);

    /// <summary><c>_Bool</c>.</summary>
    public static ScalarKind Boolean => new(1, false, false, true);

    /// <summary><c>int</c>, which is also the kind of a comparison's result.</summary>
    public static ScalarKind Int => new(4, true);

    /// <summary><c>unsigned int</c>.</summary>
    public static ScalarKind UnsignedInt => new(4, false);

    /// <summary><c>long</c> and <c>long long</c> on x86-64.</summary>
    public static ScalarKind Long => new(8, true);

    /// <summary><c>unsigned long</c> on x86-64.</summary>
    public static ScalarKind UnsignedLong => new(8, false);

    /// <summary>Bits of the value: 8, 16, 32 or 64.</summary>
    public int Bits => Bytes * 8;

    /// <summary>Brings a number into the kind's range: cut to its width, then extended to 64 bits. A boolean is 0 or
    /// 1.</summary>
    public long Normalise(long value) =>
        IsBoolean
            ? value == 0
                ? 0
                : 1
            : (Bytes, IsSigned) switch
            {
                (1, true) => (sbyte)value,
                (1, false) => (byte)value,
                (2, true) => (short)value,
                (2, false) => (ushort)value,
                (4, true) => (int)value,
                (4, false) => (uint)value,
                _ => value,
            };

    /// <summary><c>s32</c>, <c>u64</c>, <c>pointer</c>, <c>bool</c>, <c>none</c>.</summary>
    public override string ToString() =>
        IsPointer ? "pointer"
        : IsBoolean ? "bool"
        : Bytes == 0 ? "none"
        : $"{(IsSigned ? 's' : 'u')}{Bits}";
}
