using System.Globalization;

namespace KernelText.Flow;

/// <summary>What an instruction reads: a register, or a number.</summary>
public readonly record struct Operand
{
    private readonly int _registerPlusOne;

    private Operand(int registerPlusOne, long number) => (_registerPlusOne, Number) = (registerPlusOne, number);

    /// <summary>From 0; -1 where this is a number.</summary>
    public int Register => _registerPlusOne - 1;

    /// <summary>The number, extended to 64 bits by its kind; 0 where this is a register.</summary>
    public long Number { get; }

    /// <summary>A register is read.</summary>
    public bool IsRegister => _registerPlusOne > 0;

    /// <summary>Reads a register.</summary>
    public static Operand Of(int register) => new(register + 1, 0);

    /// <summary>Is a number.</summary>
    public static Operand Constant(long number) => new(0, number);

    /// <summary><c>r3</c> or <c>42</c>.</summary>
    public override string ToString() => IsRegister ? $"r{Register}" : Number.ToString(CultureInfo.InvariantCulture);
}
