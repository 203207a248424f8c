namespace Litmus.Programs;

/// <summary>Addresses of cells as numbers that no test's own arithmetic meets.</summary>
public static class Address
{
    private const int First = 0x1000_0000;
    private const int Distance = 0x1000;

    /// <summary>The most cells that a test may have.</summary>
    public const int MostCells = 0x1000;

    /// <summary>The address of a cell.</summary>
    public static int Of(int cell) => First + (cell * Distance);

    /// <summary>The cell at an address; -1 if there is none.</summary>
    public static int Cell(int address) =>
        address >= First && address < First + (MostCells * Distance) && address % Distance == 0
            ? (address - First) / Distance
            : -1;
}
