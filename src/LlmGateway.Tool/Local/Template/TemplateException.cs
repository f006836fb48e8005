namespace LlmGateway.Tool.Local.Template;

/// <summary>A template that CloudFormation would refuse, or that the local run can't read; the message names resource and property.</summary>
internal sealed class TemplateException(string message) : Exception(message);
