//! Who a story is and who it is from.
//!
//! In: identifiers and provider as written, the header `source`. Out: the `uri`, the provider's
//! slug, sources in credit order, identifiers, links to other stories.
//! Never: an identity that comes round again.

use crate::decode::WireStory;
use crate::outcome::{DefectCode, Defects};
use crate::story::{AltId, InfoSource, Relation, StoryUri, slug};

use super::Context;

/// Identity and provenance.
#[derive(Debug)]
pub(super) struct Identity {
    /// The URN.
    pub(super) uri: StoryUri,
    /// The provider's slug.
    pub(super) provider: String,
    /// Sources in credit order.
    pub(super) info_sources: Vec<InfoSource>,
    /// Identifiers given.
    pub(super) alt_ids: Vec<AltId>,
    /// Links to other stories.
    pub(super) relations: Vec<Relation>,
}

/// Reads identity and provenance.
pub(super) fn read(wire: &WireStory, context: &Context<'_>, defects: &mut Defects) -> Identity {
    let name = wire
        .provider
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let known = name.and_then(|name| context.lexicon.agencies.find(name));
    if known.is_none() && name.is_some() {
        defects.push(DefectCode::UnknownSource, name.unwrap_or_default());
    }
    let provider = match (context.source, known, name) {
        (Some(source), _, _) => slug(source),
        (None, Some(agency), _) => slug(&agency.name),
        (None, None, name) => slug(name.unwrap_or_default()),
    };
    let uri = match wire.id.as_deref().map(str::trim) {
        Some(id) if !id.is_empty() => StoryUri::from_id(&provider, id),
        _ => {
            defects.push(DefectCode::IdSynthesized, "");
            StoryUri::from_sha256(&wire.identity_sha256, None)
        }
    };
    let sources = name.map(|name| InfoSource {
        name: name.to_owned(),
        role: "provider",
    });
    let replaced = wire.replaces.as_ref().map(|reference| Relation {
        rel: "replaces",
        reference: reference.clone(),
    });
    Identity {
        uri,
        provider,
        info_sources: sources.into_iter().collect(),
        alt_ids: wire.alt_ids.clone(),
        relations: replaced.into_iter().collect(),
    }
}

/// The sources in credit order: the provider, else the first credit, then who else is credited.
pub(super) fn credit(sources: &mut Vec<InfoSource>, credits: &[String]) {
    for name in credits {
        if sources.iter().all(|source| source.name != *name) {
            let role = if sources.is_empty() {
                "provider"
            } else {
                "origin"
            };
            let name = name.clone();
            sources.push(InfoSource { name, role });
        }
    }
}
