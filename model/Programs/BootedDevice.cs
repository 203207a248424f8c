using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Programs;

/// <summary>A device of a booted program, with the driver that its page map's type asks for.</summary>
public sealed class BootedDevice
{
    private readonly PmemDevice? _pmem;
    private readonly P2PDevice? _p2p;
    private readonly bool _mayBeRefused;

    internal BootedDevice(Linux linux, PgmapDeclaration declaration, PgmapStart start)
    {
        Linux = linux;
        _mayBeRefused = declaration.MayBeRefused;
        IsThere = linux.Machine.Ghost($"{declaration.Name} was bound by this thread");
        switch (declaration.Type)
        {
            case MemoryType.P2PDma:
                _p2p = new P2PDevice(linux, declaration.Pages, declaration.CanFail);
                break;
            case MemoryType.Private or MemoryType.Public:
                Hmm = new HmmDevice(linux, declaration.Name, declaration.Type, start, declaration.CanFail);
                break;
            default:
                // FS_DAX pages had no type of their own before v4.18.
                var type = linux.Release.HasFsDaxPages ? declaration.Type : MemoryType.Unmanaged;
                _pmem = new PmemDevice(linux, declaration.Name, type, start, declaration.CanFail);
                break;
        }

        Pgmap = _pmem?.Pgmap ?? Hmm?.Pgmap ?? _p2p!.Pgmap;
    }

    /// <summary>The kernel.</summary>
    public Linux Linux { get; }

    /// <summary>Its page map.</summary>
    public Pgmap Pgmap { get; }

    /// <summary>The device of HMM's kind; null if it is another.</summary>
    public HmmDevice? Hmm { get; }

    /// <summary>The PCI device; null if it is another.</summary>
    public P2PDevice? P2P => _p2p;

    private Resource IsThere { get; }

    /// <summary>Binds the driver.</summary>
    public async Routine Bind()
    {
        var release = Linux.Release;
        var isBound = await (
            _pmem is not null ? release.Pmem.Bind(Linux, _pmem)
            : Pgmap.Type == MemoryType.Public ? release.Hmm.AddResource(Linux, Hmm!)
            : release.Hmm.Add(Linux, Hmm!)
        );
        if (isBound && _mayBeRefused)
        {
            Linux.Machine.Hold(IsThere);
        }
    }

    /// <summary>Unbinds it; nothing if this thread has tried to bind it and failed.</summary>
    public async Routine Unbind()
    {
        if (_mayBeRefused)
        {
            if (Linux.Machine.Holds(IsThere) == 0)
            {
                return;
            }

            Linux.Machine.Hold(IsThere, -1);
        }

        await (
            _pmem is not null ? Linux.Release.Pmem.Unbind(Linux, _pmem)
            : Hmm is not null ? Linux.Release.Hmm.Remove(Linux, Hmm)
            : _p2p!.Unbind()
        );
    }
}
