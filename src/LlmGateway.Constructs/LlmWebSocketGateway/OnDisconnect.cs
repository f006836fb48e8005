namespace LlmGateway.Constructs;

/// <summary>What becomes of a running answer whose connection goes.</summary>
public enum OnDisconnect
{
    /// <summary>It is finished and kept for an hour: the client resumes it over a new connection, or finds it in its chat.</summary>
    Finish,

    /// <summary>It is cancelled: what nobody reads costs nothing more.</summary>
    Cancel,
}
