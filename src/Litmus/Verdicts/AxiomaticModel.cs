using Litmus.Axioms;

namespace Litmus.Verdicts;

/// <summary>Memories whose axioms are known.</summary>
public enum AxiomaticModel
{
    /// <summary>Sequential consistency.</summary>
    Sc,

    /// <summary>Total store order, as x86 has it.</summary>
    Tso,

    /// <summary>The kernel's memory model, as of v6.12.</summary>
    Lkmm,
}

/// <summary>What a model's axioms are.</summary>
internal static class AxiomaticModels
{
    public static AxiomsOf Axioms(this AxiomaticModel model) =>
        model switch
        {
            AxiomaticModel.Sc => StrongAxioms.Sequential,
            AxiomaticModel.Tso => StrongAxioms.TotalStoreOrder,
            _ => static graph => new KernelAxioms(graph),
        };
}
