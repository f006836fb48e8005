namespace LlmGateway.Constructs;

/// <summary>A rule on tools that a model can be told.</summary>
public enum ToolChoiceKind
{
    /// <summary>The model decides.</summary>
    Auto,

    /// <summary>Some tool is called.</summary>
    Required,

    /// <summary>The tool that is named is called.</summary>
    Named,
}
