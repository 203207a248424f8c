namespace PgmapCheck.Model.Protocol.Unpin;

/// <summary>Up to v5.6: users of <c>get_user_pages</c> put pages like everybody else.</summary>
public sealed class NoPins : UnpinForm
{
    /// <inheritdoc/>
    public override bool HasPins => false;
}
