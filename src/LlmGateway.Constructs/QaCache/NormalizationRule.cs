namespace LlmGateway.Constructs;

/// <summary>A rule by which questions that differ only in form become the same question.</summary>
public enum NormalizationRule
{
    /// <summary>Unicode's compatibility form (NFKC): full-width letters, ligatures, composed accents.</summary>
    Unicode,

    /// <summary>Lower case.</summary>
    Case,

    /// <summary>Each run of white space is one space; none at the ends.</summary>
    Spaces,

    /// <summary>Full stops, question and exclamation marks at the end don't count.</summary>
    EndPunctuation,
}
