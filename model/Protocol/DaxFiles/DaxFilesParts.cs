using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DaxFiles;

/// <summary>The parts of the protocol that are about the entries, mappings and pages of DAX files.</summary>
public interface IDaxFilesParts
{
    /// <summary><c>dax_iomap_fault</c>.</summary>
    DaxFaultForm DaxFault { get; }

    /// <summary>The entries of DAX files in the page cache.</summary>
    DaxEntriesForm DaxEntries { get; }

    /// <summary>Which file a DAX page belongs to.</summary>
    DaxAssociationForm DaxAssociation { get; }

    /// <summary>The page table entries that map DAX pages.</summary>
    MappingsForm Mappings { get; }
}

/// <summary>The parts of the code that a kernel runs.</summary>
public static class DaxFilesParts
{
    extension(Linux linux)
    {
        /// <summary><c>dax_iomap_fault</c>.</summary>
        public DaxFaultForm DaxFault => linux.Code.Parts<IDaxFilesParts>().DaxFault;

        /// <summary>The entries of DAX files in the page cache.</summary>
        public DaxEntriesForm DaxEntries => linux.Code.Parts<IDaxFilesParts>().DaxEntries;

        /// <summary>Which file a DAX page belongs to.</summary>
        public DaxAssociationForm DaxAssociation => linux.Code.Parts<IDaxFilesParts>().DaxAssociation;

        /// <summary>The page table entries that map DAX pages.</summary>
        public MappingsForm Mappings => linux.Code.Parts<IDaxFilesParts>().Mappings;
    }
}
